/** Light and dark; a tenant's own colour replaces the primary one where it can be read. */
import { createTheme, type Theme } from "@mui/material/styles";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

export function themeOf(primary?: { light: string; dark: string }): Theme {
  return createTheme({
    cssVariables: { colorSchemeSelector: "data-theme" },
    colorSchemes: {
      light: {
        palette: {
          primary: { main: primary?.light ?? "#2750c4" },
          secondary: { main: "#0b6e6e" },
          success: { main: "#1a6e35" },
          warning: { main: "#8f4e00" },
          error: { main: "#b3261e" },
          info: { main: "#1d5c96" },
          background: { default: "#f5f6f9", paper: "#ffffff" },
          text: { primary: "#1a1d24", secondary: "#515867" },
        },
      },
      dark: {
        palette: {
          primary: { main: primary?.dark ?? "#9db7ff" },
          secondary: { main: "#74d0d0" },
          success: { main: "#7fd99a" },
          warning: { main: "#ffb86b" },
          error: { main: "#ff9e95" },
          info: { main: "#8cc7ff" },
          background: { default: "#12141a", paper: "#1a1d25" },
          text: { primary: "#eceef4", secondary: "#b0b6c4" },
        },
      },
    },
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: FONT,
      h1: { fontSize: "1.5rem", fontWeight: 650 },
      h2: { fontSize: "1.15rem", fontWeight: 650 },
      h3: { fontSize: "1rem", fontWeight: 650 },
      button: { textTransform: "none", fontWeight: 600 },
    },
    components: {
      MuiButton: { defaultProps: { disableElevation: true } },
      MuiPaper: { styleOverrides: { root: { backgroundImage: "none" } } },
      MuiCard: { defaultProps: { variant: "outlined" } },
      MuiTextField: { defaultProps: { size: "small", fullWidth: true } },
      MuiTooltip: { defaultProps: { arrow: true } },
      MuiCssBaseline: { styleOverrides: { ":focus-visible": { outlineOffset: 2 } } },
    },
  });
}
