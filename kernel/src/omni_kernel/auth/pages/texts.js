// What the page says, by language.

const en = {
  actions: {
    "set-password": { title: "Set your password", lead: "It takes effect at once, and you will be signed out everywhere else.", send: "Set the password", done: "Your password is set. Sign in with it now." },
    "verify-email": { title: "Confirm your e-mail address", lead: "One click, and we know that mails reach you here.", send: "Confirm", done: "Your e-mail address is confirmed." },
    "change-email": { title: "Change your e-mail address", lead: "Both the old and the new address have to confirm the change.", send: "Confirm the change", done: "Your account has its new e-mail address.", waiting: "Thank you. The change takes effect as soon as the other address confirms it, too." },
    "invitation": { title: "Join {tenant}", lead: "You were invited as {email}.", send: "Join", done: "You belong to {tenant} now." },
  },
  name: "Your name", password: "Password", hint: "Take several words: easy to remember, hard to guess.",
  show: "Show", hide: "Hide", goto: "Sign in",
  noToken: "This link is not whole. Open it from the mail again, or copy all of it.",
  offline: "The server cannot be reached. Check your connection, and try again.",
};

const de = {
  actions: {
    "set-password": { title: "Passwort festlegen", lead: "Es gilt sofort, und Sie werden überall sonst abgemeldet.", send: "Passwort festlegen", done: "Ihr Passwort ist festgelegt. Melden Sie sich jetzt damit an." },
    "verify-email": { title: "E-Mail-Adresse bestätigen", lead: "Ein Klick, und wir wissen, dass Nachrichten Sie hier erreichen.", send: "Bestätigen", done: "Ihre E-Mail-Adresse ist bestätigt." },
    "change-email": { title: "E-Mail-Adresse ändern", lead: "Die alte und die neue Adresse müssen die Änderung bestätigen.", send: "Änderung bestätigen", done: "Ihr Konto hat jetzt die neue E-Mail-Adresse.", waiting: "Danke. Die Änderung gilt, sobald auch die andere Adresse sie bestätigt." },
    "invitation": { title: "{tenant} beitreten", lead: "Sie wurden als {email} eingeladen.", send: "Beitreten", done: "Sie gehören jetzt zu {tenant}." },
  },
  name: "Ihr Name", password: "Passwort", hint: "Nehmen Sie mehrere Wörter: leicht zu merken, schwer zu erraten.",
  show: "Zeigen", hide: "Verbergen", goto: "Anmelden",
  noToken: "Dieser Link ist nicht vollständig. Öffnen Sie ihn noch einmal aus der Nachricht, oder kopieren Sie ihn ganz.",
  offline: "Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
};

export const language = (navigator.language || "en").startsWith("de") ? "de" : "en";
export const texts = { en, de }[language];
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
