"""A process that is killed while it mails: the notice is sent at least once, with the same message id, never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.mail_server import a_mail_server
from tests.support.processes import QUICK, TENANT, CommandLine, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.mail_server import MailServer

OF_TENANT = ("--tenant", TENANT)
CONTACT = "kontakt@opdigtet.example"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def cli(tmp_path: Path, mail: MailServer) -> Iterator[CommandLine]:
    settings = {
        "BINDELED_INTEMPUS_URL": NOWHERE,
        "BINDELED_UNICONTA_URL": NOWHERE,
        "BINDELED_MAIL_HOST": mail.host,
        "BINDELED_MAIL_PORT": str(mail.port),
        "BINDELED_MAIL_SECURITY": "none",
        "BINDELED_MAIL_FROM": "bindeled@opdigtet.example",
        "BINDELED_MAIL_SECONDS": "0.2",
        "BINDELED_MAIL_HELD_SECONDS": "1",
        "BINDELED_MAIL_RETRY_FIRST_SECONDS": "0.2",
    }
    line = CommandLine(tmp_path, {**QUICK, **settings})
    line.must("tenants", "add", TENANT)
    line.must("contacts", "add", CONTACT, *OF_TENANT)
    yield line
    line.close()


def state(cli: CommandLine) -> list[str]:
    return [row[0] for row in cli.rows("SELECT state FROM notice")]


def carried_on(cli: CommandLine) -> None:
    """Let another process go on, and wait until the notice is noted as sent."""
    worker = cli.start("worker")
    wait_for(lambda: state(cli) == ["sent"], "the notice is sent")
    assert worker.ask_to_end() == 0


def test_killed_after_the_server_took_it_and_before_it_was_noted_it_comes_twice_under_one_id(
    cli: CommandLine, mail: MailServer
) -> None:
    mail.mode = "slow"
    sending = cli.start("notices", "test", *OF_TENANT)
    wait_for(lambda: mail.asked.is_set() or not sending.is_running(), "the mail was handed over")
    assert sending.kill()
    assert state(cli) == ["sending"]
    mail.mode = "takes"
    carried_on(cli)
    assert mail.recipients() == [CONTACT, CONTACT]
    assert len({mail["Message-ID"] for mail in mail.mails()}) == 1


def test_killed_before_the_server_took_it_it_comes_once(cli: CommandLine, mail: MailServer) -> None:
    mail.mode = "stuck"
    sending = cli.start("notices", "test", *OF_TENANT)
    wait_for(lambda: mail.asked.is_set() or not sending.is_running(), "the recipient was named")
    assert sending.kill()
    mail.mode = "takes"
    carried_on(cli)
    assert mail.recipients() == [CONTACT]


def test_a_server_that_is_gone_for_a_while_is_told_and_gets_it_when_it_is_back(
    cli: CommandLine, mail: MailServer
) -> None:
    finished = cli.run("notices", "test", *OF_TENANT, BINDELED_MAIL_PORT="9")
    assert finished.code == 1
    assert "could not be used (ConnectionRefusedError)" in finished.out
    assert "could not be used" in cli.must("notices", "list", *OF_TENANT).out
    assert "cannot be used" in cli.run("doctor", BINDELED_MAIL_PORT="9").out
    carried_on(cli)
    assert mail.recipients() == [CONTACT]


def test_where_no_mail_is_set_up_it_is_said_and_the_notice_is_kept_and_shown(cli: CommandLine) -> None:
    finished = cli.run("notices", "test", *OF_TENANT, BINDELED_MAIL_HOST="")
    assert finished.code == 1
    assert "No mail is set up" in finished.out
    assert "kept" in cli.must("notices", "list", *OF_TENANT).out
    assert "nobody is mailed" in cli.run("doctor", BINDELED_MAIL_HOST="").out


def test_an_address_is_shown_by_its_first_letter_only_and_lies_nowhere_in_plain(cli: CommandLine) -> None:
    shown = cli.must("contacts", "list", *OF_TENANT, "--json").out
    assert "k…@opdigtet.example" in shown
    assert not any(CONTACT.encode() in file.read_bytes() for file in cli.home.rglob("*") if file.is_file())
    assert cli.run("contacts", "add", CONTACT, *OF_TENANT).code == 2
    assert cli.run("contacts", "add", "nobody", *OF_TENANT).code == 2
    assert cli.must("contacts", "remove", "1", *OF_TENANT).code == 0
    assert cli.run("contacts", "remove", "1", *OF_TENANT).code == 2
