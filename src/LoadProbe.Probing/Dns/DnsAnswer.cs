using System.Buffers.Binary;

namespace LoadProbe.Probing;

/// <summary>A DNS message (RFC 1035) with all its records, each as text.</summary>
internal sealed record DnsAnswer(ushort Id, int ResponseCode, IReadOnlyList<DnsRecord> Answers, IReadOnlyList<DnsRecord> Authorities, IReadOnlyList<DnsRecord> Additionals)
{
    public const int HeaderSize = 12;

    private const int Options = 41;

    /// <summary>It is one: a question has the same form.</summary>
    public bool IsAnswer { get; private init; }

    /// <summary>It did not fit, and is to be had over TCP.</summary>
    public bool IsTruncated { get; private init; }

    /// <summary>The server says that it checked the signatures (the flag AD of RFC 4035).</summary>
    public bool IsAuthenticated { get; private init; }

    /// <summary>Null when it is malformed. One that ends where a record would begin has fewer of them than it said, and is well.</summary>
    public static DnsAnswer? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize) return null;
        int at = HeaderSize;
        for (int questions = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]); questions > 0 && at < bytes.Length; questions--)
        {
            if (DnsName.Read(bytes, ref at) is null || (at += 4) > bytes.Length) return null;
        }

        if (Records(bytes, ref at, 6) is not { } answers || Records(bytes, ref at, 8) is not { } authorities || Records(bytes, ref at, 10) is not { } additionals) return null;
        // The upper bits of the code stand where other records have their time to live (RFC 6891).
        int upper = additionals.FirstOrDefault(r => r.Type == Options) is { } options ? (int)(options.TimeToLive >> 24) << 4 : 0;
        return new DnsAnswer(BinaryPrimitives.ReadUInt16BigEndian(bytes), upper | (bytes[3] & 0x0F), answers, authorities, additionals)
        {
            IsAnswer = (bytes[2] & 0x80) != 0,
            IsTruncated = (bytes[2] & 0x02) != 0,
            IsAuthenticated = (bytes[3] & 0x20) != 0,
        };
    }

    private static List<DnsRecord>? Records(ReadOnlySpan<byte> bytes, ref int at, int countAt)
    {
        var records = new List<DnsRecord>();
        for (int count = BinaryPrimitives.ReadUInt16BigEndian(bytes[countAt..]); count > 0 && at < bytes.Length; count--)
        {
            if (DnsRecord.Read(bytes, ref at) is not { } record) return null;
            records.Add(record);
        }

        return records;
    }
}
