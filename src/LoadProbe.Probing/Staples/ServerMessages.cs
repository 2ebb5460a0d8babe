using System.Buffers.Binary;

namespace LoadProbe.Probing;

/// <summary>The messages of a server's handshake, one after the other, out of its records. Never more than a bound, however it sends them.</summary>
internal sealed class ServerMessages(Stream stream)
{
    private const int LongestRecord = (1 << 14) + 256;
    private const int Most = 256 << 10;
    private const byte ChangeCipherSpec = 20, Alert = 21, Handshake = 22, Sealed = 23;

    private readonly byte[] _header = new byte[5];
    private readonly byte[] _record = new byte[LongestRecord];
    private byte[] _rest = [];
    private int _read;

    /// <summary>Once it is set, records are opened by it.</summary>
    public ServerKeys? Keys { get; set; }

    /// <summary>The next one with its header of four bytes: a type, and the length of the rest.</summary>
    /// <exception cref="InvalidDataException">What comes is no handshake, or is too long, or the server said why not.</exception>
    public async Task<byte[]> NextAsync(CancellationToken token)
    {
        while (_rest.Length < 4 || _rest.Length < 4 + Length(_rest)) _rest = [.. _rest, .. await RecordAsync(token).ConfigureAwait(false)];
        int length = 4 + Length(_rest);
        byte[] message = _rest[..length];
        _rest = _rest[length..];
        return message;
    }

    private static int Length(byte[] message) => BinaryPrimitives.ReadInt32BigEndian(message) & 0xFFFFFF;

    private async Task<byte[]> RecordAsync(CancellationToken token)
    {
        while (true)
        {
            await stream.ReadExactlyAsync(_header, token).ConfigureAwait(false);
            int length = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(3));
            _read += _header.Length + length;
            if (length > LongestRecord || _header[1] != 3) throw new InvalidDataException("what the server sent is not TLS");
            if (_read > Most) throw new InvalidDataException($"the server's handshake is longer than {Most} bytes");
            await stream.ReadExactlyAsync(_record.AsMemory(0, length), token).ConfigureAwait(false);
            byte type = _header[0];
            byte[] content = _record[..length];
            if (type == ChangeCipherSpec) continue;
            if (type == Sealed && Keys is not null) (type, content) = Keys.Open(_header, content);
            if (type == Alert) throw new InvalidDataException($"the server ended the handshake with the alert {(content.Length > 1 ? content[1] : 0)}");
            if (type != Handshake || content.Length == 0) throw new InvalidDataException($"a record of type {type} came where a handshake was expected");
            return content;
        }
    }
}
