import { useTranslation } from "react-i18next";

import { PluginIcon } from "@/components/PluginIcon";
import { usePages } from "@/core/pages";
import { ChartBlock } from "@/core/pages/ChartBlock";
import { FiguresBlock } from "@/core/pages/Figures";
import type { Block } from "@/core/pages/source";
import { useScope } from "@/lib/scope";

import { Card } from "./Card";
import { LatestRows } from "./LatestRows";

const CHART = 200;

function Content({ block, label }: { block: Block; label: string }) {
  if (block.kind === "figures") return <FiguresBlock block={block} />;
  if (block.kind === "chart") return <ChartBlock block={block} label={label} height={CHART} glance />;
  return <LatestRows block={block} label={label} />;
}

/** What plugins give to the home page: the blocks of their pages that say so. */
export function Contributed() {
  const { t } = useTranslation("home");
  const { to } = useScope();
  const { data: pages } = usePages();
  return pages?.flatMap((page) =>
    page.blocks
      .filter((block) => block.home)
      .map((block, at) => {
        const title = block.title || page.title;
        return (
          <Card
            key={`${page.plugin}/${page.name}/${at}`}
            title={title}
            icon={<PluginIcon name={page.icon ?? "puzzle"} />}
            more={{ label: t("contributed.more"), to: to(`p/${page.plugin}/${page.name}`) }}
            wide={block.kind !== "chart"}
          >
            <Content block={block} label={title} />
          </Card>
        );
      }),
  );
}
