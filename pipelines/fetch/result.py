"""How a fetch ended, per source, and its Chinese lines.

Belongs here: those words. No secret, no content of a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.fetch.names import shown_name

_SHOWN = 20


@dataclass(frozen=True)
class Taken:
    """One file that came: where it lies in the inbox now."""

    inbox_path: str
    size: int


@dataclass
class SourceResult:
    """What happened to one source; ``failure`` says why it stopped and what to do."""

    name: str
    where: str
    taken: list[Taken] = field(default_factory=list)
    known: int = 0
    others: int = 0
    unchanged: int = 0
    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failure: str | None = None

    def lines(self) -> list[str]:
        """Return the result in words, the sum first."""
        total = sum(taken.size for taken in self.taken)
        parts = [f"收取 {len(self.taken)} 个文件" + (f"（{size_words(total)}）" if total else "")]
        for count, words in (
            (self.known, "以前收过"),
            (self.unchanged, "内容与已收的相同"),
            (len(self.waiting), "还没写完，下次再取"),
            (len(self.refused), "不能收取"),
            (self.others, "不在要取的文件之列"),
        ):
            parts += [f"{count} 个{words}"] if count else []
        head = f"来源 {self.name}（{self.where}）："
        lines = [head + "，".join(parts) + "。"]
        lines += _some([f"  · {t.inbox_path}（{size_words(t.size)}）" for t in self.taken])
        lines += _some([f"  · 还没写完：{shown_name(path)}" for path in self.waiting])
        lines += _some([f"  · 不能收取：{words}" for words in self.refused])
        lines += [f"  · 注意：{words}" for words in self.notes]
        if self.failure is not None:
            lines.append(f"  · 没有完成：{self.failure}")
        return lines


@dataclass(frozen=True)
class FetchResult:
    """What happened to every source, in the order of ``sources.yml``."""

    sources: tuple[SourceResult, ...]

    @property
    def exit_code(self) -> int:
        """0 everything that is there was fetched, 3 a source failed or a file was refused."""
        return 3 if any(source.failure or source.refused for source in self.sources) else 0

    @property
    def taken(self) -> int:
        """The number of files that came."""
        return sum(len(source.taken) for source in self.sources)

    def lines(self) -> list[str]:
        """Return the result in words."""
        return [line for source in self.sources for line in source.lines()]


def size_words(count: int) -> str:
    """Return a number of bytes as people read it."""
    if count < 1 << 10:
        return f"{count} 字节"
    if count < 1 << 20:
        return f"{count / (1 << 10):.0f} KB"
    return f"{count / (1 << 20):.1f} MB"


def _some(lines: list[str]) -> list[str]:
    if len(lines) <= _SHOWN:
        return lines
    return [*lines[:_SHOWN], f"  · ……另有 {len(lines) - _SHOWN} 项"]
