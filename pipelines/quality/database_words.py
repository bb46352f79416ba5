"""What the database says about a rule's SQL, in Chinese.

Belongs here: wording only. Does not belong here: asking the database (``sql_check``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_NEAR = re.compile(r"(?:Candidate bindings: :?|Did you mean )(.+)")
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r'Referenced column "(.+?)" (?:not found|was not found)', lambda m: f"没有 {m[1]} 这一列"),
        (r'Table "(.+?)" does not have a column named "(.+?)"', lambda m: f"{m[1]} 没有 {m[2]} 列"),
        (r"Table with name (\S+) does not exist", lambda m: f"没有 {m[1]} 这个可以查询的关系"),
        (r"Function with name (\S+) does not exist", lambda m: f"没有 {m[1]} 这个函数"),
        (r"No function matches .*? '(.+?)'", lambda m: f"函数的参数类型不对：{m[1]}"),
        (r"Macro (\S+?)\(\) does not support", lambda m: f"函数 {m[1]} 的参数个数不对"),
        (r"Cannot compare values of type (.+?) and type (.+?) -",
         lambda m: f"{m[1]} 与 {m[2]} 不能比较，需要转换类型"),
        (r"syntax error at end of input", lambda m: "语法不完整，可能缺括号或条件"),
        (r'syntax error at or near "(.+?)"', lambda m: f"“{m[1]}”附近语法不对"),
        (r"unterminated quoted string", lambda m: "引号不成对"),
        (r'column "(.+?)" must appear in the GROUP BY', lambda m: f"{m[1]} 没有写进 group by"),
        (r"same number of result columns", lambda m: "union 前后的列数不一样"),
    )
)  # fmt: skip


def in_words(error: Exception) -> str:
    """Return one Chinese clause for what the database says; its own words where it is unknown."""
    text = str(error)
    first = text.splitlines()[0].partition(": ")[2] or text.splitlines()[0]
    said = next((words(m) for pattern, words in _PATTERNS if (m := pattern.search(text))), None)
    if said is None:
        return f"数据库不接受（{first}）"
    near = _NEAR.search(text)
    listed = near[1].strip().rstrip("?").replace('"', "").replace(", ", "、") if near else ""
    return f"{said}，相近的有 {listed}" if listed else said
