// What html-validate or caniemail finds in pages, as JSON: `node judges.mjs JUDGE PAGE...`.

import { readFileSync } from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { caniemail, rawData } from "caniemail";
import { clientNames } from "./node_modules/caniemail/dist/clients.js";
import { propertyTitles } from "./node_modules/caniemail/dist/css-titles.js";

// The library knows fewer clients than its data, and fails where a feature was not tried in one
// of them: that is no finding.
const clients = new Set(
  rawData.data.flatMap(({ stats }) =>
    Object.entries(stats).flatMap(([family, on]) => Object.keys(on).map((it) => `${family}.${it}`)),
  ),
);
clientNames.splice(0, Infinity, ...clients);
for (const { stats } of rawData.data) {
  for (const [family, platform] of clientNames.map((name) => name.split("."))) {
    stats[family] ??= {};
    stats[family][platform] ??= { untried: "y" };
  }
}

const RULES = { root: true, extends: ["html-validate:recommended"] };
const markup = new HtmlValidate(new StaticConfigLoader(RULES));

async function htmlValidate(page) {
  const report = await markup.validateString(page);
  return report.results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, line, message, selector }) => ({
      name: ruleId,
      where: `line ${line}: ${selector ?? ""}`,
      message,
    }));
}

// The library does not look into media queries: their rules are given to it once more as plain
// ones. And it takes text-transform for transform: a property must stand there by its whole name.
const STYLE = /<style\b[^>]*>([^]*?)<\/style>/gi;
const MEDIA = /@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}/g;
const PROPERTY = /(?<=[{;"'\s])[a-z-]+(?=\s*:)/g;

function supportInClients(page) {
  const sheets = [...page.matchAll(STYLE)].map(([, css]) => css);
  const conditional = sheets.flatMap((css) => [...css.matchAll(MEDIA)].map(([, rules]) => rules));
  const written = new Set(page.match(PROPERTY));
  const judged = [caniemail({ clients: ["*"], html: page })];
  if (conditional.length) judged.push(caniemail({ clients: ["*"], css: conditional.join("\n") }));
  const findings = {};
  for (const [client, issues] of judged.flatMap(({ issues: { errors, warnings } }) => [
    ...errors,
    ...warnings,
  ])) {
    for (const { title, notes } of issues) {
      if (propertyTitles[title] && !propertyTitles[title].some((name) => written.has(name))) {
        continue;
      }
      findings[title] ??= { name: title, where: new Set(), message: new Set() };
      findings[title].where.add(client);
      for (const note of notes) findings[title].message.add(note);
    }
  }
  return Object.values(findings).map(({ name, where, message }) => ({
    name,
    where: [...where].sort().join(" "),
    message: [...message].join(" "),
  }));
}

const JUDGES = { "html-validate": htmlValidate, caniemail: supportInClients };
const [judge, ...pages] = process.argv.slice(2);
const verdicts = {};
for (const path of pages) {
  verdicts[path] = await JUDGES[judge](readFileSync(path, "utf8"));
}
process.stdout.write(JSON.stringify(verdicts));
