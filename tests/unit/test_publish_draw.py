"""A drawing loses what nobody sees, and nothing else."""

from __future__ import annotations

from pipelines.publish.draw import _bare


def test_what_is_seen_stays_and_the_rest_goes() -> None:
    drawn = (
        '<svg class="main-svg" style="" viewBox="0 0 9 9"><defs/><g class="layer"/>'
        '<g class="a" transform="translate(1,2)"><g class="b"><g/></g>'
        '<rect class="bg" x=".5" y="1" width="45" height="23" fill-opacity="0" stroke-opacity="0"/>'
        '<text data-index="1" fill="rgb(26, 26, 26)" style="white-space:pre">浑江区</text>'
        '<rect width="6" height="2" fill-opacity="0" stroke="#000"/></g></svg>'
    )
    assert _bare(drawn) == (
        '<svg viewBox="0 0 9 9"><g transform="translate(1,2)">'
        '<text fill="#1a1a1a" style="white-space:pre">浑江区</text>'
        '<rect width="6" height="2" fill-opacity="0" stroke="#000"/></g></svg>'
    )


def test_a_place_on_the_picture_is_rounded_and_a_text_is_not() -> None:
    drawn = '<svg><text x="45" y="4.8999999999999995" d="M-.12345678,3">1.23456789</text></svg>'
    assert _bare(drawn) == '<svg><text x="45" y="4.9" d="M-0.123,3">1.23456789</text></svg>'
