import type { Feature } from "@/app/feature";

export const feature: Feature = {
  name: "login",
  pages: [
    { place: "public", path: "login", load: () => import("./LoginPage") },
    { place: "public", path: "choose", load: () => import("./ChoosePage") },
    // Where the links in mails lead: their token stands behind the "#".
    { place: "public", path: "auth/set-password", load: () => import("./SetPasswordPage") },
    { place: "public", path: "auth/verify-email", load: () => import("./VerifyEmailPage") },
    { place: "public", path: "auth/change-email", load: () => import("./ChangeEmailPage") },
    { place: "public", path: "auth/invitation", load: () => import("./InvitationPage") },
    { place: "public", path: "auth/forgot-password", load: () => import("./ForgotPasswordPage") },
  ],
};
