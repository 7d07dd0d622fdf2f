import Menu, { type MenuProps } from "@mui/material/Menu";
import { useState } from "react";

/** A menu that costs nothing until it is opened for the first time: pages have many, and people open few. */
export function LazyMenu(props: MenuProps) {
  const [opened, setOpened] = useState(props.open);
  if (props.open && !opened) setOpened(true);
  return opened || props.open ? <Menu {...props} /> : null;
}
