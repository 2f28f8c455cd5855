/**
 * How DeepSeek is to answer where its answer changes files. It comes after the files and before the prompt, and is
 * the same in every call: DeepSeek caches whole prefixes.
 */
export const EDITS_INSTRUCTION = `Answer with edits to the files. Each edit is the path of the file on a line of its own, then one block:

src/greet.py
<<<<<<< SEARCH
def greet(name):
    print("Hi " + name)
=======
def greet(name, greeting="Hello"):
    print(greeting + " " + name)
>>>>>>> REPLACE

Rules:
- The old part is copied from the file exactly, as whole lines with their indentation, and occurs there exactly once: add neighbouring lines until it does. Keep it short.
- Every old part refers to the file as it is shown above, not to what another block makes of it. Blocks do not overlap.
- To create a file, leave the old part empty. To remove lines, leave the new part empty.
- To delete a file, write its path, then the lines "<<<<<<< DELETE" and ">>>>>>> DELETE".
- If the old or the new part has a line "=======", use eight characters in all three markers of that block.
- Use the paths that are shown, and change no file that is shown only in part. Write no explanations.

The task:`;
