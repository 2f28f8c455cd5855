import { ask } from './ask.mjs';

await ask(process.argv[2], (text) => process.stdout.write(text));
