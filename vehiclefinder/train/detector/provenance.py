"""Where the detector's training material comes from, for the manifest."""

from pathlib import Path

from vehiclefinder.train.detector.labelled_frames import NEGATIVES, read_table

PUBLISHED = (
    {
        "name": "PicoDet-S 416, COCO, of PaddleDetection (what training started from)",
        "licence": "Apache-2.0",
        "package": "paddlelabel-ml==1.0.0",
    },
    {
        "name": "COCO 2017 (training data of those weights)",
        "licence": "CC BY 4.0 (annotations)",
        "url": "https://cocodataset.org",
    },
)
SOURCES = {
    "rf": {
        "name": "vehicles (Roboflow-100), Yudha Bhakti Nugraha and Kris",
        "licence": "CC BY 4.0",
        "url": "https://universe.roboflow.com/roboflow-100/vehicles-q0x2v",
    },
    "ktm": {
        "name": "Kathmandu Road Dataset, N. K. Shah, C. P. Maurya, N. Singh, K. Gullapalli, J. Gadde, 2025",
        "licence": "CC BY 4.0",
    },
    "act": {
        "name": "test1 (Roboflow Universe, martin-segovia)",
        "licence": "CC BY 4.0",
        "url": "https://universe.roboflow.com/martin-segovia/test1-lnxjq",
    },
    "vn": {
        "name": "BienSoXe_All (Roboflow Universe, projecttlcn)",
        "licence": "CC BY 4.0",
        "url": "https://universe.roboflow.com/projecttlcn/biensoxe_all-7oln6",
    },
}
"""Value of the column ``source`` of ``frames.csv`` -> where it comes from."""


def negative_sources(data: Path) -> list[dict[str, str]]:
    """Return the sources of the pictures without vehicles of a folder of frames, each once."""
    pairs = {(row["origin_repository"], row["licence"]) for row in read_table(data / NEGATIVES)}
    return [{"name": f"{name} (pictures without vehicles)", "licence": licence} for name, licence in sorted(pairs)]
