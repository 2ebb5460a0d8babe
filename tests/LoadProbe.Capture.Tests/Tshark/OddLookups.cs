namespace LoadProbe.Capture.Tests;

/// <summary>Questions of DNS over UDP and TCP, with few names and ids, asked again, answered late, twice, out of order or not at all; over TCP several at once and cut anywhere.</summary>
internal sealed class OddLookups(Random random, PacketFile file, ushort port)
{
    private readonly List<(ushort Id, string Name, byte Type)> open = [];
    private long said = 1, answered = 1;

    /// <summary>A capture of so many conversations of each kind, one after the other; the same seed gives the same.</summary>
    public static byte[] Capture(int seed, int count)
    {
        var random = new Random(seed);
        var file = new PacketFile();
        for (int i = 0; i < count; i++)
        {
            new OddLookups(random, file.After(100), (ushort)(10_000 + i)).OverTcp();
            new OddLookups(random, file.After(100), 50_000).OverUdp();
        }
        return file.Bytes;
    }

    private void OverUdp()
    {
        for (int left = random.Pick(1, 3, 10); left > 0; left--)
        {
            if (random.Next(2) == 0) file.Dns(true, Question());
            else if (Answer() is { } answer) file.Dns(false, answer);
            Wait();
        }
    }

    private void OverTcp()
    {
        file.DnsConnect(port);
        for (int left = random.Pick(1, 3, 10); left > 0; left--)
        {
            bool client = random.Next(2) == 0;
            byte[] messages = [.. Enumerable.Range(0, random.Pick(1, 1, 2, 4)).SelectMany(_ => (client ? Question() : Answer()) is { } message ? DnsBytes.Framed(message) : [])];
            Say(client, messages);
            Wait();
        }
    }

    private byte[] Question()
    {
        // tshark pairs by the id alone, so that in a conversation one id is always of one question.
        ushort id = (ushort)random.Pick(1, 2, 3, 4);
        var question = (Id: id, Name: id < 3 ? "a.test" : "b.test", Type: (byte)(id % 2 == 0 ? 1 : 28));
        open.Add(question);
        return DnsBytes.Question(question.Id, question.Name, question.Type);
    }

    private byte[]? Answer()
    {
        if (open.Count == 0) return null;
        int at = random.Next(open.Count);
        (ushort id, string name, byte type) = open[at];
        if (random.Next(4) != 0) open.RemoveAt(at);
        return DnsBytes.Answer(id, name, truncated: random.Next(6) == 0, code: (byte)random.Pick(0, 0, 3), type: type);
    }

    private void Say(bool client, byte[] bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int size = Math.Min(bytes.Length - at, random.Pick(1, 2, 20, 100, 1000));
            file.DnsTcp(client, client ? said : answered, client ? answered : said, 24, bytes[at..(at + size)], port);
            if (client) said += size;
            else answered += size;
            at += size;
            file.After(random.Pick(0.1, 1, 30));
        }
    }

    private void Wait() => file.After(random.Pick(0.05, 3, 400, 4_000, 5_500));
}
