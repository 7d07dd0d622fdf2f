import EventNoteIcon from "@mui/icons-material/EventNote";
import MarkunreadMailboxIcon from "@mui/icons-material/MarkunreadMailbox";
import PlayCircleIcon from "@mui/icons-material/PlayCircle";
import SensorsIcon from "@mui/icons-material/Sensors";

import type { Feature } from "@/app/feature";

const needs = "omni.job.read";

export const feature: Feature = {
  name: "jobs",
  pages: [
    {
      place: "both",
      path: "jobs",
      load: () => import("./JobsPage"),
      nav: { label: "nav.jobs", icon: PlayCircleIcon, group: "operate", order: 10, needs },
    },
    { place: "both", path: "jobs/:job", load: () => import("./JobPage") },
    {
      place: "both",
      path: "schedules",
      load: () => import("./SchedulesPage"),
      nav: { label: "nav.schedules", icon: EventNoteIcon, group: "operate", order: 20, needs },
    },
    { place: "both", path: "schedules/:schedule", load: () => import("./SchedulePage") },
    {
      place: "both",
      path: "dead-letters",
      load: () => import("./DeadLettersPage"),
      nav: { label: "nav.deadLetters", icon: MarkunreadMailboxIcon, group: "operate", order: 30, needs },
    },
    {
      place: "both",
      path: "events",
      load: () => import("./EventsPage"),
      nav: { label: "nav.events", icon: SensorsIcon, group: "operate", order: 40, needs },
    },
  ],
};
