const MOST_IN_A_ROW = 3;

/** @returns A function that is given each call and tells whether the same has come three times in a row. */
export function createRepetitionCheck(): (call: object) => boolean {
  let last: string | undefined;
  let count = 0;
  return (call) => {
    const key = JSON.stringify(Object.entries(call).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    count = key === last ? count + 1 : 1;
    last = key;
    return count >= MOST_IN_A_ROW;
  };
}
