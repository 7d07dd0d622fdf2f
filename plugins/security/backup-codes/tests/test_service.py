"""The factor's functions, called as the kernel calls them: for an account, with real tables."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import argon2._password_hasher
import pytest
from argon2 import extract_parameters

from omni_2fa_backup_codes.models import BackupCode
from omni_2fa_backup_codes.plugin import BACKUP_CODES, plugin
from omni_2fa_backup_codes.schemas import Code
from omni_sdk import Account, AccountContext, Flow, FormStep
from omni_sdk.testing.app import RunningOmni

Inside = Callable[[Account], AbstractAsyncContextManager[AccountContext]]
FLOW = Flow("handle", "http://testserver/api/v1/auth/callback/none")

assert plugin.omni_factors() == [BACKUP_CODES]


@pytest.fixture
def omni_config() -> dict[str, dict[str, object]]:
    return {"2fa-backup-codes": {"argon2_time_cost": 1, "argon2_memory_kib": 8, "argon2_parallelism": 1}}


@pytest.fixture
async def ann(omni_app: RunningOmni) -> Account:
    return await omni_app.person("ann@example.com", password=None)


@pytest.fixture
async def bob(omni_app: RunningOmni) -> Account:
    return await omni_app.person("bob@example.com", password=None)


@pytest.fixture
def inside(omni_app: RunningOmni) -> Inside:
    """The plugin's context for an account."""
    return lambda account: omni_app.for_account(plugin, account)


def codes_in(step: FormStep) -> list[str]:
    """What the person sees."""
    return step.show["codes"].split("\n")


def memory(step: FormStep) -> Flow:
    """The flow of the next step."""
    return Flow(FLOW.handle, FLOW.callback_url, memory=step.remember)


async def enrolled(inside: Inside, account: Account) -> list[str]:
    """Go through an enrolment; the codes."""
    async with inside(account) as ctx:
        step = await BACKUP_CODES.enrol(ctx, FLOW)
        assert await BACKUP_CODES.confirm(ctx, memory(step), Code(code=codes_in(step)[0])) is True
    return codes_in(step)


async def verified(inside: Inside, account: Account, *typed: str) -> list[bool]:
    """Each code, one after the other."""
    async with inside(account) as ctx:
        return [await BACKUP_CODES.verify(ctx, FLOW, Code(code=code)) for code in typed]


async def told(inside: Inside, account: Account) -> str | None:
    assert BACKUP_CODES.notice is not None
    async with inside(account) as ctx:
        return await BACKUP_CODES.notice(ctx)


async def test_each_of_ten_codes_is_good_once(inside: Inside, ann: Account) -> None:
    """All that were shown, and the one that confirmed too."""
    shown = await enrolled(inside, ann)
    assert len(set(shown)) == 10
    assert await verified(inside, ann, *shown) == [True] * 10
    assert await verified(inside, ann, *shown) == [False] * 10


async def test_codes_are_shown_once(omni_app: RunningOmni, inside: Inside, ann: Account) -> None:
    """Neither the flow's memory nor the table holds one; each row has a hash with its own salt."""
    async with inside(ann) as ctx:
        step = await BACKUP_CODES.enrol(ctx, FLOW)
        await BACKUP_CODES.confirm(ctx, memory(step), Code(code=codes_in(step)[3]))
        asked = await BACKUP_CODES.challenge(ctx, FLOW)
    rows = await omni_app.everything("SELECT * FROM p_2fa_backup_codes__code")
    for code in codes_in(step):
        assert code.replace("-", "")[2:] not in f"{step.remember}{rows}{asked}"
    assert len({row["digest"].split("$")[4] for row in rows}) == 10
    assert (asked.fields, dict(asked.show), dict(asked.remember)) == (Code, {}, {})


async def test_takes_codes_in_any_case_and_grouping(inside: Inside, ann: Account) -> None:
    """As people type what they read."""
    one, two, three, *_ = await enrolled(inside, ann)
    assert await verified(inside, ann, one.lower(), two.replace("-", ""), three.replace("-", " ")) == [True] * 3


async def test_the_old_set_is_valid_until_the_new_one_is_confirmed(inside: Inside, ann: Account) -> None:
    """By typing a code of the new one; afterwards the new set alone is."""
    old = await enrolled(inside, ann)
    async with inside(ann) as ctx:
        step = await BACKUP_CODES.enrol(ctx, FLOW)
        new = codes_in(step)
        assert await BACKUP_CODES.confirm(ctx, memory(step), Code(code=old[1])) is False
        assert await verified(inside, ann, old[0], new[0]) == [True, False]
        assert await BACKUP_CODES.confirm(ctx, memory(step), Code(code=new[0])) is True
    assert await verified(inside, ann, old[1], new[0]) == [False, True]


async def test_confirming_again_brings_no_code_back(inside: Inside, ann: Account) -> None:
    """What was used meanwhile stays used."""
    async with inside(ann) as ctx:
        step = await BACKUP_CODES.enrol(ctx, FLOW)
        one, two, *_ = codes_in(step)
        assert await BACKUP_CODES.confirm(ctx, memory(step), Code(code=two)) is True
        assert await verified(inside, ann, one) == [True]
        assert await BACKUP_CODES.confirm(ctx, memory(step), Code(code=two)) is True
        assert await verified(inside, ann, one, two) == [False, True]


async def test_a_wrong_secret_part_opens_nothing_and_uses_nothing_up(inside: Inside, ann: Account) -> None:
    """Though its look-up id is there."""
    code = (await enrolled(inside, ann))[0]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert await verified(inside, ann, wrong, code) == [False, True]


async def test_of_racing_logins_with_one_code_one_succeeds(inside: Inside, ann: Account) -> None:
    """However many have compared it before any uses it up."""
    code = (await enrolled(inside, ann))[0]
    answers = await asyncio.gather(*(verified(inside, ann, code) for _ in range(8)))
    assert sorted(answers) == [[False]] * 7 + [[True]]


async def test_racing_confirmations_leave_one_set(inside: Inside, ann: Account) -> None:
    """Of two enrolments, one is left whole; nobody fails."""
    sets = await asyncio.gather(enrolled(inside, ann), enrolled(inside, ann))
    good = [await verified(inside, ann, *shown) for shown in sets]
    assert sorted(good) == [[False] * 10, [True] * 10]


async def test_belongs_to_one_account(inside: Inside, ann: Account, bob: Account) -> None:
    """A code of one opens nothing for another, and one's removal leaves the other's."""
    anns, bobs = await enrolled(inside, ann), await enrolled(inside, bob)
    assert await verified(inside, bob, *anns) == [False] * 10
    async with inside(bob) as ctx:
        await BACKUP_CODES.remove(ctx)
    assert await verified(inside, bob, *bobs) == [False] * 10
    assert await verified(inside, ann, anns[0]) == [True]


async def test_warns_at_three_left(inside: Inside, ann: Account) -> None:
    """Or fewer; with how many."""
    shown = await enrolled(inside, ann)
    await verified(inside, ann, *shown[:6])
    assert await told(inside, ann) is None
    heard = []
    for code in shown[6:]:
        await verified(inside, ann, code)
        heard.append(await told(inside, ann))
    assert heard == [
        "Only 3 backup codes are left: make new ones.",
        "Only 2 backup codes are left: make new ones.",
        "Only one backup code is left: make new ones.",
        "No backup code is left: make new ones.",
    ]


@dataclass
class Work:
    """What argon2 was asked to do: (passes, KiB, lanes) of each hash that it computed, and in which threads."""

    done: list[tuple[int, int, int]] = field(default_factory=list)
    threads: set[threading.Thread] = field(default_factory=set)

    def add(self, *parameters: int) -> None:
        """Another hash."""
        passes, memory, lanes = parameters
        self.done.append((passes, memory, lanes))
        self.threads.add(threading.current_thread())

    def taken(self) -> Sequence[tuple[int, int, int]]:
        """Since it was last asked."""
        done, self.done = self.done, []
        return done


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts, and lets it go on."""
    seen = Work()
    library: Any = argon2._password_hasher
    compute, compare = library.hash_secret, library.verify_secret

    def hash_secret(*, time_cost: int, memory_cost: int, parallelism: int, **rest: Any) -> Any:
        seen.add(time_cost, memory_cost, parallelism)
        return compute(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism, **rest)

    def verify_secret(digest: bytes, *rest: Any) -> Any:
        found = extract_parameters(digest.decode())
        seen.add(found.time_cost, found.memory_cost, found.parallelism)
        return compare(digest, *rest)

    monkeypatch.setattr(library, "hash_secret", hash_secret)
    monkeypatch.setattr(library, "verify_secret", verify_secret)
    return seen


async def test_an_unknown_look_up_id_costs_the_same_work(inside: Inside, ann: Account, bob: Account, work: Work) -> None:
    """As a wrong code and as a right one; and for somebody who has no codes, too."""
    shown = await enrolled(inside, ann)
    assert len(work.taken()) == 11  # ten codes, and the one that was typed
    taken = {code[:2] for code in shown}
    unknown = next(f"{n:02}" for n in range(100) if f"{n:02}" not in taken) + shown[0][2:]
    for account, code in [(ann, unknown), (ann, shown[0][:2] + "00-0000-0000"), (ann, shown[0]), (bob, shown[1])]:
        await verified(inside, account, code)
        assert work.taken() == [(1, 8, 1)]
    async with inside(ann):
        assert await BackupCode.all().count() == 9
    assert threading.main_thread() not in work.threads
