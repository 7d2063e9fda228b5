"""Numbers as people read them: see `sim.document.quantity`."""

from sim.document.quantity import NOT_DEFINED as NOT_DEFINED
from sim.document.quantity import TimeUnit as TimeUnit
from sim.document.quantity import count as count
from sim.document.quantity import duration as duration
from sim.document.quantity import durations as durations
from sim.document.quantity import fitting_unit as fitting_unit
from sim.document.quantity import joined as joined
from sim.document.quantity import number as number
from sim.document.quantity import number_list as number_list
from sim.document.quantity import percent as percent
from sim.document.quantity import score as score
