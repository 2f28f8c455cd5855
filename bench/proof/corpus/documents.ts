import { createRandom } from './random.ts';

export interface Document {
  readonly path: string;
  readonly text: string;
  /** The same in German. */
  readonly german: string;
}

const TOPICS =
  'Accounts Addresses Archives Backups Baskets Campaigns Catalogues Contracts Coupons Couriers Deliveries Discounts Exports Feeds Imports Invoices Languages Ledgers Limits Messages Offers Orders Parcels Payments Queues Refunds Reports Returns Roles Webhooks'.split(
    ' ',
  );

/** A sentence in English and in German; `#` is a number and `@` the topic. */
const SENTENCES: readonly (readonly [string, string])[] = [
  [
    'Open the settings of @ and choose the region that the shop is to serve.',
    'Öffnen Sie die Einstellungen von @ und wählen Sie die Region, die der Shop bedienen soll.',
  ],
  [
    'A change takes effect after # minutes, because the servers keep the old value until then.',
    'Eine Änderung wirkt nach # Minuten, weil die Server bis dahin den alten Wert behalten.',
  ],
  [
    'Up to # records can be imported at once; larger files are split by the assistant.',
    'Bis zu # Datensätze lassen sich auf einmal einlesen; größere Dateien teilt der Assistent auf.',
  ],
  [
    'If the check fails, the record is marked in red and is not sent to the warehouse.',
    'Schlägt die Prüfung fehl, wird der Datensatz rot markiert und nicht an das Lager gesendet.',
  ],
  [
    'Only people with the role of an administrator can change these values.',
    'Nur Personen mit der Rolle eines Administrators können diese Werte ändern.',
  ],
  [
    'The protocol lists who changed what, and keeps each entry for # days.',
    'Das Protokoll führt auf, wer was geändert hat, und bewahrt jeden Eintrag # Tage lang auf.',
  ],
  [
    'Customers are informed by e-mail as soon as the state of @ changes.',
    'Kunden werden per E-Mail benachrichtigt, sobald sich der Zustand von @ ändert.',
  ],
  [
    'Amounts are rounded to whole cents, after the discount and before the tax.',
    'Beträge werden auf ganze Cent gerundet, nach dem Rabatt und vor der Steuer.',
  ],
  [
    'Use the test mode first: it writes nothing, and shows what would happen.',
    'Verwenden Sie zuerst den Testmodus: Er schreibt nichts und zeigt, was geschehen würde.',
  ],
  [
    'A locked record cannot be removed until an administrator unlocks it.',
    'Ein gesperrter Datensatz kann erst gelöscht werden, wenn ein Administrator ihn entsperrt.',
  ],
  [
    'The export contains one line for each record, separated by semicolons.',
    'Der Export enthält eine Zeile je Datensatz, getrennt durch Semikolons.',
  ],
  [
    'After # failed attempts the delivery is stopped, and the owner receives a message.',
    'Nach # fehlgeschlagenen Versuchen wird die Zustellung angehalten, und der Eigentümer erhält eine Nachricht.',
  ],
  [
    'Times are shown in the time zone of the shop, not in that of the browser.',
    'Zeiten werden in der Zeitzone des Shops angezeigt, nicht in der des Browsers.',
  ],
  [
    'Records that are older than # months move to the archive at night.',
    'Datensätze, die älter als # Monate sind, wandern nachts in das Archiv.',
  ],
  [
    'The search finds names, numbers and notes, but not the contents of attachments.',
    'Die Suche findet Namen, Nummern und Notizen, aber nicht den Inhalt von Anhängen.',
  ],
  [
    'Every list can be sorted by each of its columns and saved as a view.',
    'Jede Liste lässt sich nach jeder ihrer Spalten sortieren und als Ansicht speichern.',
  ],
  [
    'If two people change the same record, the later one sees both versions and decides.',
    'Ändern zwei Personen denselben Datensatz, sieht die spätere beide Fassungen und entscheidet.',
  ],
  [
    'The interface accepts # requests a minute; more are answered with a wait.',
    'Die Schnittstelle nimmt # Anfragen je Minute an; weitere werden mit einer Wartezeit beantwortet.',
  ],
];
const SECTIONS: readonly (readonly [string, string])[] = [
  ['Before you start', 'Bevor Sie beginnen'],
  ['Set it up', 'Einrichten'],
  ['Day to day', 'Im Alltag'],
  ['When something goes wrong', 'Wenn etwas schiefgeht'],
  ['Limits', 'Grenzen'],
];

/** Pages of a manual. */
export function manualPages(count: number, folder: string, sentencesEach: number): Document[] {
  return TOPICS.slice(0, count).map((topic, place) => {
    const random = createRandom(place + 100);
    const lines: [string, string][] = [[`# ${topic}`, `# ${topic}`]];
    for (const [english, german] of SECTIONS) {
      lines.push(['', ''], [`## ${english}`, `## ${german}`], ['', '']);
      for (let sentence = 0; sentence < sentencesEach; sentence += 1) {
        const pair = SENTENCES[random(SENTENCES.length)] ?? ['', ''];
        const number = String(2 + random(90));
        const fill = (text: string) => text.replace('@', topic).replace('#', number);
        lines.push([fill(pair[0]), fill(pair[1])]);
      }
    }
    const text = (side: 0 | 1) => `${lines.map((line) => line[side]).join('\n')}\n`;
    return { path: `${folder}/${topic.toLowerCase()}.md`, text: text(0), german: text(1) };
  });
}

/** A translation of lines that come from the manual. */
export function toGerman(lines: readonly string[]): string {
  return lines.map(lineToGerman).join('\n');
}

const HEADINGS = new Map(SECTIONS.map(([english, german]) => [`## ${english}`, `## ${german}`]));
const PATTERNS = SENTENCES.map(([english, german]) => {
  const escaped = english.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const named = escaped.replace('@', '(?<topic>\\w+)').replace('#', '(?<number>\\d+)');
  return { german, pattern: new RegExp(`^${named}$`) };
});

function lineToGerman(line: string): string {
  for (const { pattern, german } of PATTERNS) {
    const found = pattern.exec(line);
    if (found)
      return german.replace('@', found.groups?.['topic'] ?? '').replace('#', found.groups?.['number'] ?? '');
  }
  return HEADINGS.get(line) ?? line;
}
