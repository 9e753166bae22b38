from concurrent.futures import ThreadPoolExecutor

import httpx2

from sandbox.client import RunningTwin

ROUNDS = 5
CLIENTS = 4


def test_many_clients_write_and_read_at_once_without_a_refusal(
    twin: RunningTwin, api: httpx2.Client, case: dict[str, str]
) -> None:
    def work(number: int) -> set[int]:
        with httpx2.Client(base_url=api.base_url, headers=api.headers, timeout=60, trust_env=False) as client:
            created = [client.post("case/", json={**case, "number": f"{number}-{turn}"}) for turn in range(ROUNDS)]
            listed = [client.get("case/") for _ in range(ROUNDS)]
        return {answer.status_code for answer in (*created, *listed)}

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert set.union(*pool.map(work, range(CLIENTS))) == {200, 201}
    assert api.get("case/").json()["meta"]["total_count"] == 3 + CLIENTS * ROUNDS
    assert len(twin.control.journal("case")) == CLIENTS * ROUNDS


def test_following_the_timestamp_while_others_write_misses_no_row(api: httpx2.Client, case: dict[str, str]) -> None:
    def write(turn: int) -> int:
        return int(api.post("case/", json={**case, "number": str(turn)}).json()["id"])

    seen: set[int] = set()
    checkpoint = int(api.get("case/").headers["Logical-Timestamp"])
    with ThreadPoolExecutor(CLIENTS) as pool:
        writes = [pool.submit(write, turn) for turn in range(CLIENTS * ROUNDS)]
        for done in writes:
            answer = api.get(f"case/?logical_timestamp__gt={checkpoint}")
            seen |= {row["id"] for row in answer.json()["objects"]}
            checkpoint = int(answer.headers["Logical-Timestamp"])
            done.result()
    answer = api.get(f"case/?logical_timestamp__gt={checkpoint}")
    seen |= {row["id"] for row in answer.json()["objects"]}
    assert seen == {done.result() for done in writes}
