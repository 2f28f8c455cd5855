/** The one function that upstream is offered: the same bytes in every request, so that the prefix cache holds. */
export const PROJECT_FUNCTION = {
  type: 'function',
  function: {
    name: 'project',
    description:
      'Look into the project, read-only. action "list": the files below a folder. "search": lines that match pattern, below path. "read": a file, or its lines from to to.',
    parameters: {
      type: 'object',
      properties: {
        action: { type: 'string', enum: ['list', 'search', 'read'] },
        path: { type: 'string', description: 'A file, folder or glob, relative to the project.' },
        pattern: { type: 'string', description: 'For search: a regular expression.' },
        from: { type: 'integer', description: 'For read: the first line, from 1.' },
        to: { type: 'integer', description: 'For read: the last line.' },
      },
      required: ['action'],
    },
  },
} as const;
