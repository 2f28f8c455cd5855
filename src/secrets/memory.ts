const MOST = 1000;

export type Memory<Answer> = (question: string, find: () => Answer) => Answer;

/** Remembers some answers: a text asks for the same names and values again and again. */
export function createMemory<Answer>(): Memory<Answer> {
  const answers = new Map<string, { readonly answer: Answer }>();
  return (question, find) => {
    const known = answers.get(question);
    if (known !== undefined) return known.answer;
    if (answers.size >= MOST) answers.clear();
    const answer = find();
    answers.set(question, { answer });
    return answer;
  };
}
