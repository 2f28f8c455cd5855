import http from 'node:http';

/** Reads one streamed chat completion, and does nothing beyond that. */
export function ask(prompt, onText) {
  const { RUNAPI_BASE_URL, RUNAPI_API_KEY } = process.env;
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${RUNAPI_BASE_URL}/v1/chat/completions`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${RUNAPI_API_KEY}`, 'content-type': 'application/json' },
        agent,
      },
      (response) => {
        let unread = '';
        response.setEncoding('utf8');
        response.on('data', (piece) => {
          unread += piece;
          const lines = unread.split('\n');
          unread = lines.pop();
          for (const line of lines) {
            if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
            onText(JSON.parse(line.slice(6)).choices[0]?.delta?.content ?? '');
          }
        });
        response.on('end', resolve);
      },
    );
    request.on('error', reject);
    request.end(
      JSON.stringify({
        model: 'deepseek-v4-pro',
        messages: [{ role: 'user', content: prompt }],
        stream: true,
      }),
    );
  });
}

const agent = new http.Agent({ keepAlive: true });
