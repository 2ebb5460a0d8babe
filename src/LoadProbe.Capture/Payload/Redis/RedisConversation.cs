using System.Text;

namespace LoadProbe.Capture;

/// <summary>Pairs commands to a Redis with their answers, first in first out. Keys and values are not kept, but for the name of the command.</summary>
internal sealed class RedisConversation : QueuedRequests
{
    private readonly RedisMessages commands, answers;
    private RequestEntry? asking;

    public RedisConversation(int capacity) : base("redis", capacity)
    {
        commands = new RedisMessages(this, client: true);
        answers = new RedisMessages(this, client: false);
    }

    public override void Clear()
    {
        base.Clear();
        commands.Clear();
        answers.Clear();
        asking = null;
    }

    public override bool Wants(bool client) => !(client ? commands : answers).IsOpaque;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        (client ? commands : answers).Bytes(bytes, time);
        if (client && asking is not null) asking.RequestLast = time;
        if (!client && Book.Answering is { } answering) answering.ResponseLast = time;
    }

    public override void Gap(bool client, long offset, long count, long time) => (client ? commands : answers).Gap(count, time);

    public void Began(bool client, long begun, long time)
    {
        if (client) asking = Book.Ask(begun, time);
        else if (Book.IsWaiting) Say(Book.Answer(begun, time));
    }

    /// <summary>The first text of a command.</summary>
    public void Named(ReadOnlySpan<byte> name)
    {
        if (asking is not { Method: null }) return;
        asking.Method = IsWord(name) ? Encoding.ASCII.GetString(name).ToUpperInvariant() : "?";
        Trace?.Say($"request {asking.Number}: {asking.Method}");
    }

    /// <summary>A whole answer of one line.</summary>
    public void Simple(bool client, ReadOnlySpan<byte> text)
    {
        if (client || text[0] != '-' || Book.Answering is not { } answering) return;
        int end = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? text[1..] : text[1..end];
        answering.Error = IsWord(word) ? Encoding.ASCII.GetString(word) : "ERR";
    }

    public void Ended(bool client, long time)
    {
        if (client)
        {
            asking!.RequestLast = time;
            string? method = asking.Method;
            asking = null;
            // From here on the server tells what it was not asked.
            if (method is "SUBSCRIBE" or "PSUBSCRIBE" or "SSUBSCRIBE" or "MONITOR" or "PSYNC" or "SYNC") commands.IsOpaque = answers.IsOpaque = true;
            return;
        }
        if (Book.Answering is { } answering) answering.ResponseLast = time;
        Book.Ended();
    }

    /// <summary>Where the next value begins is not known: no answer is taken for another command's.</summary>
    public void Lost()
    {
        asking = null;
        Book.Abandon();
    }

    private static bool IsWord(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 32) return false;
        foreach (byte c in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'_' or (byte)'-' or (byte)'.' or (byte)'|')) return false;
        }
        return true;
    }
}
