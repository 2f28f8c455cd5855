/** Words that nothing else has: near the beginning of an answer, and at its end. */
export const SIGN = 'zebra-quartz-7';
export const LAST = 'omega-basalt-9';
