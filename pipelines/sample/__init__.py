"""Sample exports: a made-up city whose offices hand in what real ones do, faults included.

Belongs here: the generator and its answer key. Everybody in it is invented and every identity
number is impossible. This room reads the seeds and imports no other room: its answers are worked
out independently of the code that is tested against them.
"""

from __future__ import annotations

from pipelines.sample.errors import SampleError
from pipelines.sample.generate import SampleReport, answer_key_of, generate

__all__ = ["SampleError", "SampleReport", "answer_key_of", "generate"]
