using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Link;

/// <summary>
/// Letters on disk, one after the other. The file begins with <c>LPMAIL</c>, a zero, the version, and up to where its letters
/// have been delivered with a check of that; a letter is its length, CRC32C, and subject, id and bytes.
/// </summary>
internal sealed class LetterFile : IDisposable
{
    public const int Head = 20;
    private const int RecordHead = 8;
    private const int LeastBody = 4;
    private const int MostBody = 64 << 20;
    private const byte Version = 1;
    private const int DeliveredAt = 8;

    private static readonly byte[] Magic = [.. "LPMAIL\0"u8, Version];

    private readonly SafeFileHandle _handle;

    private LetterFile(string path, SafeFileHandle handle) => (Path, _handle, Length, Delivered) = (path, handle, Head, Head);

    public string Path { get; }

    /// <summary>Where the next letter goes.</summary>
    public long Length { get; private set; }

    /// <summary>Up to where letters have been delivered.</summary>
    public long Delivered { get; private set; }

    public bool IsDelivered => Delivered == Length;

    public static LetterFile Create(string path)
    {
        var file = new LetterFile(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read));
        try
        {
            RandomAccess.Write(file._handle, Magic, 0);
            file.MarkDelivered(Head);
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Null when it is not of this version.</summary>
    /// <param name="left">Letters that are to be delivered.</param>
    /// <param name="torn">Bytes at its end that are no letter, and are cut off.</param>
    public static LetterFile? Open(string path, out int left, out long torn)
    {
        (left, torn) = (0, 0);
        var file = new LetterFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
        try
        {
            Span<byte> head = stackalloc byte[Head];
            int read = RandomAccess.Read(file._handle, head, 0);
            if (!Magic.AsSpan().StartsWith(head[..Math.Min(read, Magic.Length)]))
            {
                file.Dispose();
                return null;
            }

            long size = RandomAccess.GetLength(file._handle), delivered = read == Head ? ReadDelivered(head) : Head;
            while (file.ReadAt(file.Length) is { } next)
            {
                if (file.Length >= delivered) left++;
                file.Length = next.End;
            }

            torn = Math.Max(size - file.Length, 0);
            if (read < Head) RandomAccess.Write(file._handle, Magic, 0);
            if (torn > 0) RandomAccess.SetLength(file._handle, file.Length);
            file.MarkDelivered(Math.Min(delivered, file.Length));
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }
    }

    public static int SizeOf(Letter letter) => RecordHead + LeastBody + Encoding.UTF8.GetByteCount(letter.Subject) + Encoding.UTF8.GetByteCount(letter.Id) + letter.Bytes.Length;

    public void Append(Letter letter)
    {
        byte[] record = new byte[SizeOf(letter)];
        Span<byte> body = record.AsSpan(RecordHead);
        int subject = WriteText(body, letter.Subject);
        int id = WriteText(body[subject..], letter.Id);
        letter.Bytes.CopyTo(body[(subject + id)..]);
        BinaryPrimitives.WriteInt32LittleEndian(record, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Check(body));
        try
        {
            RandomAccess.Write(_handle, record, Length);
        }
        catch (IOException)
        {
            // The part that was written takes room that somebody else may need.
            RandomAccess.SetLength(_handle, Length);
            throw;
        }

        Length += record.Length;
    }

    /// <summary>The letter that begins at an offset, and where it ends; null = none that is whole.</summary>
    public (Letter Letter, long End)? ReadAt(long offset)
    {
        Span<byte> head = stackalloc byte[RecordHead];
        if (RandomAccess.Read(_handle, head, offset) < RecordHead) return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < LeastBody or > MostBody || offset + RecordHead + length > RandomAccess.GetLength(_handle)) return null;
        byte[] body = new byte[length];
        if (RandomAccess.Read(_handle, body, offset + RecordHead) < length || Check(body) != BinaryPrimitives.ReadUInt32LittleEndian(head[4..])) return null;
        ReadOnlySpan<byte> rest = body;
        if (!TryReadText(ref rest, out string subject) || !TryReadText(ref rest, out string id)) return null;
        return (new Letter(subject, id, rest.ToArray()), offset + RecordHead + length);
    }

    /// <summary>
    /// All before the offset has been delivered. Lost in a power cut, it is delivered once more, and known by its id.
    /// </summary>
    public void MarkDelivered(long offset)
    {
        Span<byte> mark = stackalloc byte[Head - DeliveredAt];
        BinaryPrimitives.WriteInt64LittleEndian(mark, offset);
        BinaryPrimitives.WriteUInt32LittleEndian(mark[8..], Check(mark[..8]));
        Delivered = offset;
        RandomAccess.Write(_handle, mark, DeliveredAt);
    }

    /// <summary>Gives the room of what was delivered back, if that is all there is.</summary>
    public void Empty()
    {
        RandomAccess.SetLength(_handle, Head);
        Length = Head;
        MarkDelivered(Head);
    }

    /// <summary>Puts on the disk what the system has of it.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();

    private static long ReadDelivered(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> mark = head[DeliveredAt..];
        long delivered = BinaryPrimitives.ReadInt64LittleEndian(mark);
        return Check(mark[..8]) == BinaryPrimitives.ReadUInt32LittleEndian(mark[8..]) && delivered >= Head ? delivered : Head;
    }

    private static int WriteText(Span<byte> to, string text)
    {
        int written = Encoding.UTF8.GetBytes(text, to[2..]);
        BinaryPrimitives.WriteUInt16LittleEndian(to, checked((ushort)written));
        return 2 + written;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> from, out string text)
    {
        text = "";
        if (from.Length < 2) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(from);
        if (from.Length < 2 + length) return false;
        text = Encoding.UTF8.GetString(from.Slice(2, length));
        from = from[(2 + length)..];
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        uint check = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) check = BitOperations.Crc32C(check, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes) check = BitOperations.Crc32C(check, b);
        return ~check;
    }
}
