"""Which addresses of streams are taken, and what of them is shown."""

import pytest

from vehiclefinder.video.sources.stream_address import StreamAddress

HOSTS = ("cam.example.org", "10.0.0.7:8554", "[::1]", "::1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://cam.example.org/live", "rtsp://cam.example.org/live"),
        ("rtsp://cam.example.org:8554/live", "rtsp://cam.example.org:8554/live"),
        ("rtsp://10.0.0.7:8554", "rtsp://10.0.0.7:8554"),
        ("rtsps://eve:s3cret@CAM.example.org/a/b?token=s3cret", "rtsps://***@CAM.example.org/a/b?***"),
        ("rtsp://cam.example.org/user=eve_password=s3cret_channel=1", "rtsp://cam.example.org/***"),
        ("http://[::1]/mjpeg", "http://[::1]/mjpeg"),
    ],
)
def test_an_allowed_address_shows_no_secret(text: str, shown: str) -> None:
    address = StreamAddress.parse(text, HOSTS)
    assert (address.secret, str(address), address.shown) == (text, shown, shown)
    assert "s3cret" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd",
        "concat:/etc/passwd|rtsp://cam.example.org/",
        "ftp://cam.example.org/s3cret",
        "RTSP://cam.example.org/",
        "rtsp://cam.example.org\\@evil.org/s3cret",
        "rtsp://cam.example.org#@evil.org/s3cret",
        "rtsp://a@b@cam.example.org/s3cret",
        "rtsp://cam.example.org:99999/s3cret",
        "rtsp://cam.example.org:0/s3cret",
        "rtsp://cam.example.org/s3cret\n",
        "rtsp://cam.example.org/ s3cret",
        "rtsp://cam.example.org/" + "x" * 2000,
        "",
    ],
)
def test_what_is_no_address_is_refused_and_not_told(text: str) -> None:
    with pytest.raises(ValueError, match="expected the address of a stream, rtsp or rtsps or http or https") as refused:
        StreamAddress.parse(text, HOSTS)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "rtsp://eve:s3cret@evil.org/",
        "http://127.0.0.1/",
        "rtsp://10.0.0.7/",
        "rtsp://10.0.0.7:8555/",
        "rtsp://cam.example.org.evil.org/",
        "rtsp://cam.example.org:s3cret@evil.org/",
    ],
)
def test_a_host_that_is_not_allowed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one of VEHICLEFINDER_STREAM_HOSTS, got") as refused:
        StreamAddress.parse(text, HOSTS)
    assert "s3cret" not in str(refused.value)
    assert StreamAddress.parse(text).secret == text


def test_the_port_of_a_host_may_be_that_of_the_scheme() -> None:
    assert StreamAddress.parse("rtsp://cam/live", ("cam:554",)).port == 554
    with pytest.raises(ValueError, match="STREAM_HOSTS"):
        StreamAddress.parse("https://cam/live", ("cam:554",))
