"""The public site as plain static files: rendered from public values only, checked by anyone, hosted anywhere."""

from mithaq.publish.files import Index, Page, Written, write_changed
from mithaq.publish.site import plan, render
from mithaq.publish.views import Publication, SiteView

__all__ = ["Index", "Page", "Publication", "SiteView", "Written", "plan", "render", "write_changed"]
