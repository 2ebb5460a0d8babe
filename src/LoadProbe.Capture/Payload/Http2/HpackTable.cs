namespace LoadProbe.Capture;

/// <summary>Header fields by index (RFC 7541 §2.3): the static table, and after it the latest fields that were sent, the newest first.</summary>
/// <remarks>Of names only those somebody asks for are kept, and of values those of such names; of the rest their size.</remarks>
internal sealed class HpackTable
{
    /// <summary>The most a table may be set to here; what an encoder keeps beyond that is unknown when it is referred to.</summary>
    public const int Largest = 65_536;

    private const int Usual = 4096, Overhead = 32;
    private static readonly (string Name, string Value)[] Static =
    [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"), (":scheme", "http"), (":scheme", "https"),
        (":status", "200"), (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"),
        ("accept-charset", ""), ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
        ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""), ("cache-control", ""), ("content-disposition", ""),
        ("content-encoding", ""), ("content-language", ""), ("content-length", ""), ("content-location", ""), ("content-range", ""), ("content-type", ""),
        ("cookie", ""), ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""), ("if-match", ""), ("if-modified-since", ""),
        ("if-none-match", ""), ("if-range", ""), ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""),
        ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""),
        ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ];

    private Field[] ring = [];
    private int oldest, count, size, limit = Usual;

    /// <summary>A field, or the name of one.</summary>
    /// <param name="Name">Null when nobody asks for it.</param>
    /// <param name="NameLength">In bytes.</param>
    /// <param name="Value">Null when nobody asks for it, or it is too long to be kept.</param>
    /// <param name="ValueLength">In bytes.</param>
    public readonly record struct Field(string? Name, int NameLength, string? Value, int ValueLength);

    public void Clear()
    {
        ForgetAll();
        limit = Usual;
    }

    /// <summary>Bytes were missed: what the sender's table holds is unknown, what is added from here on is not.</summary>
    public void ForgetAll() => oldest = count = size = 0;

    public void Resize(int bytes)
    {
        limit = Math.Min(bytes, Largest);
        Evict(0);
    }

    public bool TryGet(int index, out Field field)
    {
        field = default;
        if (index < 1) return false;
        if (index <= Static.Length)
        {
            (string name, string value) = Static[index - 1];
            field = new Field(name, name.Length, value, value.Length);
            return true;
        }
        int back = index - Static.Length;
        if (back > count) return false;
        field = ring[(oldest + count - back) % ring.Length];
        return true;
    }

    public void Add(in Field field)
    {
        int bytes = field.NameLength + field.ValueLength + Overhead;
        Evict(bytes);
        if (bytes > limit) return;
        if (count == ring.Length) Grow();
        ring[(oldest + count++) % ring.Length] = field;
        size += bytes;
    }

    // A field larger than the table empties it.
    private void Evict(int room)
    {
        while (count > 0 && size + room > limit)
        {
            Field gone = ring[oldest];
            size -= gone.NameLength + gone.ValueLength + Overhead;
            oldest = (oldest + 1) % ring.Length;
            count--;
        }
    }

    private void Grow()
    {
        var larger = new Field[Math.Max(16, ring.Length * 2)];
        for (int i = 0; i < count; i++) larger[i] = ring[(oldest + i) % ring.Length];
        (ring, oldest) = (larger, 0);
    }
}
