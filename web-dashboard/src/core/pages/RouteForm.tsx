import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";

import { useErrorText } from "@/components/ErrorState";
import { FlatForm } from "@/components/FlatForm";
import { fieldErrors } from "@/lib/problem";

import type { Inputs } from "./openapi";
import { applied, isFlat } from "./shapes";
import type { Row } from "./source";

/** For objects in objects and lists of them; heavy, and rarely needed. */
const SchemaForm = lazy(() => import("@/components/SchemaForm"));
const NOTHING: Row = {};

interface Props {
  inputs: Inputs;
  /** The button that sends. */
  action: string;
  values?: Row;
  error: unknown;
  pending: boolean;
  autoFocus?: boolean;
  onSubmit: (answers: Row) => void;
}

/** A form for all that a route takes. */
export function RouteForm(props: Props) {
  const { inputs, action, values = NOTHING, error, pending, autoFocus, onSubmit } = props;
  // What is read may have more fields than what is written.
  const known = Object.fromEntries(Object.entries(values).filter(([name]) => name in (inputs.schema.properties ?? {})));
  if (!isFlat(inputs.schema)) return <DeepForm {...props} values={known} />;
  return <FlatForm schema={inputs.schema} action={action} initial={known} error={error} pending={pending} autoFocus={autoFocus} onSubmit={onSubmit} />;
}

function DeepForm({ inputs, action, values = NOTHING, error, pending, onSubmit }: Props) {
  const { t } = useTranslation();
  const words = useErrorText();
  const errors = fieldErrors(error);
  return (
    <Suspense fallback={<Skeleton variant="rounded" height={200} aria-label={t("loading")} />}>
      <SchemaForm schema={inputs.schema} values={values} errors={errors} onSubmit={(patch) => onSubmit(applied(values, patch))}>
        {error != null && Object.keys(errors).length === 0 && (
          <Alert severity="error" sx={{ mt: 2 }}>
            {words(error)}
          </Alert>
        )}
        <Box sx={{ mt: 2 }}>
          <Button type="submit" variant="contained" loading={pending}>
            {action}
          </Button>
        </Box>
      </SchemaForm>
    </Suspense>
  );
}
