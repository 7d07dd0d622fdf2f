import AddIcon from "@mui/icons-material/Add";
import Button from "@mui/material/Button";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import { Frame } from "./Frame";
import { SCHEDULE, type Chosen } from "./api";
import { useMay } from "@/lib/scope";

import { Failed } from "./Failed";
import { History } from "./schedules/History";
import { NEW, ScheduleDialog, draftOf, type Draft } from "./schedules/ScheduleDialog";
import { ScheduleTable } from "./schedules/ScheduleTable";
import { useSchedules } from "./schedules/api";

/** What a link to a new schedule asks for: a report and what it is to be of. */
function asked(params: URLSearchParams): Draft {
  let parameters: Chosen = {};
  try {
    parameters = JSON.parse(params.get("_parameters") ?? "{}") as Chosen;
  } catch {
    // Somebody wrote the address by hand: a form without it will do.
  }
  const type = params.get("_new") ?? "";
  return { ...NEW, type: type === "yes" ? "" : type, parameters };
}

const OWN = ["_new", "_parameters", "_edit", "_history", "_sending"];

/** Reports by the clock. What is open stands in the address. */
export default function SchedulesPage() {
  const { t } = useTranslation("analytics");
  const may = useMay();
  const list = useSchedules();
  const [params, setParams] = useSearchParams();
  const open = (more: Record<string, string>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams([...before].filter(([name]) => !OWN.includes(name)));
        for (const [name, value] of Object.entries(more)) after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const close = () => open({});
  const found = (name: string) => list.items.find(({ id }) => id === params.get(name));
  const [edited, looked] = [found("_edit"), found("_history")];
  const create = may(SCHEDULE) ? () => open({ _new: "yes" }) : undefined;
  if (list.error && list.items.length === 0) {
    return (
      <Frame page="schedules">
        <Failed error={list.error} onRetry={list.reload} />
      </Frame>
    );
  }
  return (
    <Frame
      page="schedules"
      actions={
        create && (
          <Button variant="contained" startIcon={<AddIcon />} onClick={create}>
            {t("schedule.new")}
          </Button>
        )
      }
    >
      <ScheduleTable list={list} onOpen={open} onCreate={create} />
      {params.has("_new") && may(SCHEDULE) && <ScheduleDialog initial={asked(params)} onClose={close} />}
      {edited && <ScheduleDialog key={edited.id} id={edited.id} initial={draftOf(edited)} onClose={close} />}
      {looked && <History schedule={looked} onClose={close} />}
    </Frame>
  );
}
