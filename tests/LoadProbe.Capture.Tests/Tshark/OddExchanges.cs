using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>HTTP/1.1 conversations of one request after the other, framed in each way that there is and cut into segments anyhow.</summary>
internal sealed class OddExchanges(Random random, PacketFile file, ushort port)
{
    private readonly StringBuilder said = new(), answered = new();
    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS"];
    private static readonly int[] Statuses = [200, 200, 200, 200, 201, 204, 206, 301, 304, 404, 500];

    /// <summary>A capture of so many conversations, one after the other; the same seed gives the same.</summary>
    public static byte[] Capture(int seed, int count)
    {
        var random = new Random(seed);
        var file = new PacketFile();
        for (int i = 0; i < count; i++) new OddExchanges(random, file, (ushort)(10_000 + i)).Play();
        return file.Bytes;
    }

    private void Play()
    {
        file.After(100).Handshake(port);
        bool closes = false;
        for (int left = random.Pick(1, 2, 5, 12); left > 0; left--)
        {
            string method = random.Pick<string>(Methods);
            file.After(random.Pick(0.1, 10, 1000));
            Ask(method);
            file.After(random.Pick(1, 20, 500));
            Say(client: false, Answer(method, last: left == 1, out closes));
        }
        file.After(random.Pick(0.1, 200, 3000));
        if (closes || random.Next(2) == 0) file.Send(false, 1 + answered.Length, 1 + said.Length, 17, port: port);
    }

    private void Ask(string method)
    {
        string start = $"{method} /p{random.Next(1000)} HTTP/1.{random.Pick(0, 1, 1)}\r\nHost: h\r\n";
        if (method is not ("POST" or "PUT"))
        {
            Say(client: true, start + "\r\n");
            return;
        }
        string body = Text(random.Pick(0, 1, 200, 3000)), expects = body.Length > 0 && random.Next(5) == 0 ? "Expect: 100-continue\r\n" : "";
        bool chunked = random.Next(3) == 0;
        Say(client: true, start + expects + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n"));
        if (expects.Length > 0)
        {
            file.After(10);
            Say(client: false, "HTTP/1.1 100 Continue\r\n\r\n");
            file.After(10);
        }
        Say(client: true, chunked ? Chunks(body) : body);
    }

    private string Answer(string method, bool last, out bool closes)
    {
        int status = random.Pick<int>(Statuses);
        string start = $"HTTP/1.1 {status} {random.Pick("OK", "Not Really Found")}\r\nServer: s\r\n", body = Text(random.Pick(0, 1, 10, 500, 4000, 20_000));
        closes = false;
        if (status is 204 or 304) return start + "\r\n";
        if (method == "HEAD") return start + random.Pick("Content-Length: 500\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "\r\n");
        if (random.Next(3) == 0) return start + "Transfer-Encoding: chunked\r\n\r\n" + Chunks(body);
        closes = last && random.Next(2) == 0;
        return closes ? start + "\r\n" + body : start + $"Content-Length: {body.Length}\r\n\r\n" + body;
    }

    private string Chunks(string body)
    {
        var text = new StringBuilder();
        for (int at = 0; at < body.Length;)
        {
            int size = Math.Min(body.Length - at, random.Pick(1, 7, 100, 1000));
            text.Append(random.Next(2) == 0 ? $"{size:x}" : $"{size:X4}").Append(random.Pick("", "", ";ext=1")).Append("\r\n").Append(body, at, size).Append("\r\n");
            at += size;
        }
        return text.Append("0\r\n").Append(random.Pick("", "", "X-Trailer: y\r\n")).Append("\r\n").ToString();
    }

    // The last line feeds stay together: where they are cut apart tshark takes the second for something else.
    private void Say(bool client, string text)
    {
        StringBuilder all = client ? said : answered;
        for (int at = 0; at < text.Length;)
        {
            int rest = text.Length - at, size = Math.Min(rest, random.Pick(1460, 1460, 1460, 100, 7, random.Next(1, 60)));
            if (rest - size < 6) size = rest <= 1460 ? rest : rest - 10;
            file.After(random.Pick(0.001, 0.01, 1, 20)).Send(client, 1 + all.Length, 1 + (client ? answered : said).Length, 24, Encoding.Latin1.GetBytes(text, at, size), port: port);
            all.Append(text, at, size);
            at += size;
            if (random.Next(2) == 0) file.After(0.1).Send(!client, 1 + (client ? answered : said).Length, 1 + all.Length, 16, port: port);
        }
    }

    private string Text(int length) => string.Create(length, random, static (text, random) =>
    {
        for (int i = 0; i < text.Length; i++) text[i] = random.Pick('a', 'b', 'c', '\r', '\n', '<', ' ', '0');
    });
}
