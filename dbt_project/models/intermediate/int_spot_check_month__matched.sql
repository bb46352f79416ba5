-- A row of a round that is on record answers for the person who was drawn under its number, once.
with answer as (

    select * from {{ ref('int_spot_check_month') }}

),

draw as (

    select * from {{ ref('stg_spot_check__draw') }}

),

recorded_round as (

    select distinct round_no
    from draw

),

matched as (

    select
        answer.*,
        draw.is_flagged,
        case
            when recorded_round.round_no is null then '未登记'
            when draw.sample_no is null then '没有抽中'
            when answer.person_key <> draw.person_key then '换了人'
            when row_number() over (
                partition by answer.report_month, answer.round_no, answer.sample_no
                order by
                    case
                        when answer.person_key = draw.person_key then 0
                        when answer.person_key is null then 1
                        else 2
                    end,
                    answer.delivery_id,
                    answer.sheet_name,
                    answer.row_no
            ) > 1 then '重复'
            else '抽中'
        end as match_state
    from answer
    left join recorded_round
        on answer.round_no = recorded_round.round_no
    left join draw
        on answer.round_no = draw.round_no
        and answer.sample_no = draw.sample_no
        and answer.county_code = draw.county_code

)

select * from matched
