import { createRandom } from './random.ts';

export interface Order {
  readonly number: string;
  readonly customer: string;
  readonly city: string;
  readonly article: string;
  readonly quantity: number;
  readonly wanted: string;
}

const NAMES = [
  'Ada Brandt',
  'Jonas Weiss',
  'Mira Olsen',
  'Paul Marin',
  'Lena Vogt',
  'Omar Nasser',
  'Ines Costa',
  'Tom Keller',
];
const CITIES = ['Hamburg', 'Leipzig', 'Vienna', 'Basel', 'Lyon', 'Utrecht', 'Aarhus', 'Turin'];
const ARTICLES = ['oak shelf', 'desk lamp', 'wool carpet', 'folding chair', 'glass vase', 'tea table'];
const CHATTER = [
  'Thank you again for the quick help last month; my sister was delighted with what you sent her.',
  'We moved into the new flat in spring, and bit by bit it begins to look like a home.',
  'I had first thought of something larger, but the room is small and the ceiling low.',
  'Your catalogue does not say whether the wood is oiled or varnished; either is fine with us.',
  'Please ring twice, the bell in the yard does not always work, and the dog is harmless.',
  'If there is anything to sign, the neighbours on the first floor are glad to take it.',
  'I tried the form on your page twice, and each time it forgot what I had written.',
  'Last time the parcel came in three parts on three days, which was more than we expected.',
  'My colleague ordered the same a year ago, and it still looks like new in her office.',
  'As always I shall pay by bank transfer once the goods have arrived in good order.',
];

export function orderMails(count: number): { path: string; text: string; order: Order }[] {
  return Array.from({ length: count }, (_, place) => {
    const random = createRandom(place + 500);
    const pick = (from: readonly string[]) => from[random(from.length)] ?? '';
    const order = {
      number: `A-${1000 + place * 7}`,
      customer: pick(NAMES),
      city: pick(CITIES),
      article: pick(ARTICLES),
      quantity: 1 + random(9),
      wanted: `2026-05-${10 + random(20)}`,
    };
    return {
      path: `mails/${String(place + 1).padStart(2, '0')}.txt`,
      text: mailText(order, pick, random),
      order,
    };
  });
}

function mailText(
  order: Order,
  pick: (from: readonly string[]) => string,
  random: (limit: number) => number,
): string {
  const chatter = () => Array.from({ length: 5 + random(3) }, () => pick(CHATTER)).join(' ');
  return `Dear team,

${chatter()}

This is about my order ${order.number}. ${chatter()}

What I need is ${order.quantity} times the ${order.article}, delivered to ${order.city}, and it would be wonderful to have it by ${order.wanted}. ${chatter()}

With kind regards
${order.customer}
`;
}

/** The facts of one mail. */
export function readOrder(text: string): Order {
  const found = /What I need is (\d+) times the (.+), delivered to (\w+), .* by ([\d-]+)\./.exec(text);
  const [, quantity = '', article = '', city = '', wanted = ''] = found ?? [];
  return {
    number: /order (A-\d+)\./.exec(text)?.[1] ?? '',
    customer: /With kind regards\n(.+)/.exec(text)?.[1] ?? '',
    city,
    article,
    quantity: Number(quantity),
    wanted,
  };
}
