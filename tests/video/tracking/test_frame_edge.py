import numpy as np

from vehiclefinder.video.tracking.frame_edge import free_sides


def test_a_side_near_the_edge_is_the_edges() -> None:
    boxes = np.array([[6, 4, 1994, 996], [100, 6, 1996, 600]], np.float32)
    assert free_sides(boxes, (2000, 1000)).tolist() == [[True, False, True, False], [True, True, False, True]]


def test_of_a_small_frame_the_outermost_pixel_is_the_edge() -> None:
    assert free_sides(np.array([[1.0, 1.5, 62.5, 47.0]]), (64, 48)).tolist() == [[False, True, True, False]]
