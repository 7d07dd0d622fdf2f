"""What a code is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from omni_2fa_backup_codes import codes
from omni_2fa_backup_codes.schemas import Code
from omni_2fa_backup_codes.settings import Config

WEAK = Config(argon2_time_cost=1, argon2_memory_kib=8, argon2_parallelism=1)
CODE = "7K2M9XQ4THB3"


def test_ten_codes_with_look_up_ids_of_their_own() -> None:
    """Different at every call, and nothing in them is mistaken for something else."""
    for _ in range(300):  # without a look, one in 23 would have an id twice
        made = codes.new_codes()
        assert len({codes.split(code)[0] for code in made}) == len(made) == 10
    assert {len(code) for code in made} == {12}
    assert set("".join(made)) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert not set(made) & set(codes.new_codes())


def test_shown_in_groups_of_four() -> None:
    """As people copy them."""
    assert codes.shown(CODE) == "7K2M-9XQ4-THB3"


@pytest.mark.parametrize(
    "typed", ["7K2M-9XQ4-THB3", "7k2m9xq4thb3", " 7K2M 9xq4\tTHB3\n", "7-K-2-M 9XQ4 -- THB3", "7K2M\u20119XQ4\u2013THB3"]
)
def test_reads_a_code_however_it_is_typed(typed: str) -> None:
    """Any case, spaces and hyphens anywhere."""
    assert Code(code=typed).code == CODE


@given(st.data())
def test_reads_whatever_was_shown(data: st.DataObject) -> None:
    """Letters that look like digits are read as those."""
    code = data.draw(st.text(codes.ALPHABET, min_size=12, max_size=12))
    alike = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(data.draw(st.sampled_from(alike.get(c, c + c.lower()))) for c in codes.shown(code))
    assert codes.read(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "8K2M-9XQ4-THB", "8K2M-9XQ4-THB3A", "8K2M-9XQ4-THBU", "8K2M_9XQ4_THB3", "7" * 65, "é" * 12]
)
def test_refuses_what_cannot_be_a_code(typed: str) -> None:
    """And says what one looks like, but not what was typed."""
    with pytest.raises(ValidationError) as error:
        Code(code=typed)
    assert not typed or typed not in str(error.value)
    assert CODE not in repr(Code(code=CODE))


def test_each_hash_has_its_own_salt() -> None:
    """Argon2id with the operator's parameters, and a salt of 128 bits (ASVS asks for 32)."""
    hashes = [codes.hashed([CODE], WEAK)["7K"] for _ in range(2)]
    salts = {value.split("$")[4] for value in hashes}
    assert all(value.startswith("$argon2id$v=19$m=8,t=1,p=1$") for value in hashes)
    assert len(salts) == 2
    assert min(map(len, salts)) >= 22  # base64 of 16 bytes


def test_a_hash_is_of_the_secret_part() -> None:
    """What looks the code up is stored beside it, so it adds nothing."""
    (digest,) = codes.hashed([CODE], WEAK).values()
    assert codes.matches(digest, "2M9XQ4THB3", WEAK)
    assert not codes.matches(digest, CODE, WEAK)
    assert not codes.matches(digest, "2M9XQ4THB4", WEAK)
    assert not codes.matches(None, "2M9XQ4THB3", WEAK)


def test_hashes_by_default_as_rfc_9106_says() -> None:
    """Its second recommendation: three passes over 64 MiB in four lanes."""
    (digest,) = codes.hashed([CODE], Config()).values()
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in digest
