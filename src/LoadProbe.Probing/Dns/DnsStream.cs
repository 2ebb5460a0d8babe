using System.Buffers.Binary;

namespace LoadProbe.Probing;

/// <summary>DNS over a connection, where each message has its length before it (RFC 1035, 4.2.2; over TLS as well, RFC 7858).</summary>
internal static class DnsStream
{
    /// <summary>The bytes of the next answer.</summary>
    /// <exception cref="IOException">The connection ends before all of it came.</exception>
    public static async Task<byte[]> AskAsync(Stream stream, byte[] question, CancellationToken token)
    {
        // Both in one write: some servers take the length for all of the question.
        byte[] framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, token).ConfigureAwait(false);
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, token).ConfigureAwait(false);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, token).ConfigureAwait(false);
        return answer;
    }
}
