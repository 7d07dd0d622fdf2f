import MoreVertIcon from "@mui/icons-material/MoreVert";
import IconButton from "@mui/material/IconButton";
import MenuItem from "@mui/material/MenuItem";
import { useState } from "react";

import { LazyMenu } from "./LazyMenu";

export interface RowAction {
  label: string;
  onClick: () => void;
  destructive?: boolean;
}

/** What can be done with a row, behind one button; nothing where there is nothing to do. */
export function RowMenu({ label, actions }: { label: string; actions: (RowAction | false | undefined)[] }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const offered = actions.filter((one): one is RowAction => Boolean(one));
  if (!offered.length) return null;
  return (
    <>
      <IconButton size="small" aria-label={label} aria-haspopup="menu" onClick={(event) => setAnchor(event.currentTarget)}>
        <MoreVertIcon fontSize="small" />
      </IconButton>
      <LazyMenu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)} slotProps={{ list: { "aria-label": label } }}>
        {offered.map((one) => (
          <MenuItem
            key={one.label}
            sx={one.destructive ? { color: "error.main" } : undefined}
            onClick={() => {
              setAnchor(null);
              one.onClick();
            }}
          >
            {one.label}
          </MenuItem>
        ))}
      </LazyMenu>
    </>
  );
}
