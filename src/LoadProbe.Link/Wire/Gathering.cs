namespace LoadProbe.Link;

/// <summary>Parts of a message as they come, until all are there. The parts of one message come together: those of another end it.</summary>
internal sealed class Gathering
{
    // Nobody sets a server to messages of less than 8 KB, of which a part has half at the least.
    private const int MostParts = Parts.MostBytes / (4 << 10);

    private readonly Lock _lock = new();
    private string? _of;
    private byte[]?[] _parts = [];
    private long _bytes;

    /// <summary>Takes a part.</summary>
    /// <param name="whole">The message, when this was the last that it lacked.</param>
    /// <returns>False when it is no part of any message.</returns>
    public bool TryTake(PartSent part, out SentDown? whole)
    {
        lock (_lock) return TryAdd(part, out whole);
    }

    private bool TryAdd(PartSent part, out SentDown? whole)
    {
        whole = null;
        if (part.Count is < 1 or > MostParts || part.Number < 0 || part.Number >= part.Count || part.Bytes.Length == 0) return false;
        if (part.Of != _of || part.Count != _parts.Length) (_of, _parts, _bytes) = (part.Of, new byte[]?[part.Count], 0);
        if (_parts[part.Number] is not null) return true;
        if ((_bytes += part.Bytes.Length) > Parts.MostBytes)
        {
            End();
            return false;
        }

        _parts[part.Number] = part.Bytes;
        if (_parts.Any(p => p is null)) return true;
        byte[] packed = new byte[_bytes];
        int at = 0;
        foreach (byte[]? each in _parts)
        {
            each!.CopyTo(packed, at);
            at += each.Length;
        }

        End();
        whole = Parts.Open(packed, part.Of);
        // Parts of parts are sent by nobody.
        return whole is not null and not PartSent;
    }

    private void End() => (_of, _parts, _bytes) = (null, [], 0);
}
