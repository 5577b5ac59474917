"""Estimates: never far below what the model counts, quick on large texts, exact on images."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.tokens import HIGHEST_FACTOR, LOWEST_FACTOR, Calibration, estimate, estimate_image


@pytest.mark.parametrize(
    ("text", "characters_per_token"),
    [
        # Characters per token as measured with the model's family of tokenizers.
        ("The committee approved the annual budget after a short discussion of the open points.", 5.7),
        ("Комитет утвердил годовой бюджет после короткого обсуждения.", 3.5),
        ("委员会在简短讨论后批准了年度预算。", 0.94),
        ("委員会は短い議論の後に年次予算を承認しました。", 1.2),
        ("위원회는 짧은 논의 후 연간 예산을 승인했습니다.", 1.8),
        ("คณะกรรมการอนุมัติงบประมาณประจำปี", 2.1),
        ("समिति ने वार्षिक बजट को मंजूरी दी।", 2.3),
        ("הוועדה אישרה את התקציב השנתי", 2.4),
        ("وافقت اللجنة على الميزانية السنوية", 3.6),
        ("1234.50,1235.75,9981.00,1200.25", 1.0),
        ("👍🎉🚀", 0.26),
    ],
)
def test_estimates_are_between_the_truth_and_twice_of_it(text: str, characters_per_token: float) -> None:
    truth = len(text) / characters_per_token
    assert 0.95 * truth <= estimate(text) <= 2.0 * truth


def test_runs_of_base64_cost_more_than_words() -> None:
    assert estimate("QUJDabc1" * 50) > 0.8 * 400
    assert estimate("abcdefgh" * 5) < 20


def test_no_text_costs_nothing() -> None:
    assert estimate("") == 0


@settings(deadline=None)
@given(st.text(), st.text())
def test_more_text_never_costs_less(one: str, two: str) -> None:
    assert estimate(one) <= estimate(f"{one} {two}") + 1
    assert estimate(f"{one}\n{two}") <= estimate(one) + estimate(two) + 1


def test_lone_surrogates_are_counted_like_anything_else() -> None:
    assert estimate("\ud800") == 4


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ((1024, 1536), 1794),
        ((1240, 1754), 1794),
        ((1275, 1650), 3330),
        ((640, 480), 3330),
        ((1920, 1080), 2306),
        ((1280, 720), 770),
        ((512, 1024), 770),
        ((1024, 1024), 1282),
        ((512, 512), 258),
        ((0, 0), 258),
        ((100_000, 1), 3330),
    ],
)
def test_an_image_costs_what_its_tiles_cost(size: tuple[int, int], tokens: int) -> None:
    assert estimate_image(*size) == tokens


def test_calibration_believes_higher_counts_at_once_and_lower_ones_slowly() -> None:
    calibration = Calibration()
    assert calibration.factor("m") == 1.0
    calibration.observe("m", estimated=1_000, actual=1_500)
    assert calibration.factor("m") == 1.5
    calibration.observe("m", estimated=1_000, actual=1_000)
    assert calibration.factor("m") == pytest.approx(1.45)
    assert calibration.factor("another") == 1.0


def test_calibration_stays_within_reason() -> None:
    calibration = Calibration()
    calibration.observe("m", estimated=1_000, actual=100_000)
    assert calibration.factor("m") == HIGHEST_FACTOR
    for _ in range(100):
        calibration.observe("m", estimated=100_000, actual=1_000)
    assert calibration.factor("m") == LOWEST_FACTOR


def test_calibration_ignores_prompts_too_small_to_tell() -> None:
    calibration = Calibration()
    calibration.observe("m", estimated=10, actual=150)
    calibration.observe("m", estimated=0, actual=1_000)
    assert calibration.factor("m") == 1.0
