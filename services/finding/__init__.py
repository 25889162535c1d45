"""Finding a course, being told when one opens that fits, and what fits after one that is over."""

from services.finding import finder, pathway, places, planner, refill, wishes
from services.finding.finder import Found
from services.finding.pathway import Next
from services.finding.wishes import CourseWishView, Opened

__all__ = ["CourseWishView", "Found", "Next", "Opened", "finder", "pathway", "places", "planner", "refill", "wishes"]
