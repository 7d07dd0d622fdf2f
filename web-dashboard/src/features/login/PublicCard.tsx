import Card from "@mui/material/Card";
import CardContent from "@mui/material/CardContent";
import type { ReactNode } from "react";

import { PageHeader } from "@/components/PageHeader";

/** What is open to everybody: Omni's mark, a title, and one thing to do. */
export function PublicCard({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <Card>
      <CardContent sx={{ p: { xs: 2.5, sm: 4 }, display: "flex", flexDirection: "column", gap: 1 }}>
        <img src="/omni.svg" alt="" width={40} height={40} />
        <PageHeader title={title} text={text} />
        {children}
      </CardContent>
    </Card>
  );
}
