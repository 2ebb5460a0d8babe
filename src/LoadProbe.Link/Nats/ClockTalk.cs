using System.Buffers.Binary;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>Asks the controller for the time, and answers: eight bytes of UTC ticks, eight of the epoch in which it leads, and eight of the protocol that it speaks.</summary>
internal static class ClockTalk
{
    public static byte[] Answer(TimeProvider time, long epoch)
    {
        byte[] bytes = new byte[3 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 * sizeof(long)), Wire.Protocol);
        return bytes;
    }

    /// <summary>Null when nobody answers.</summary>
    public static async Task<(ClockSample Sample, long Epoch, long Protocol)?> AskAsync(Line line, TimeProvider time, CancellationToken token)
    {
        if (!line.IsOpen) return null;
        try
        {
            DateTimeOffset asked = time.GetUtcNow();
            long began = time.GetTimestamp();
            NatsMsg<byte[]> answer = await line.Connection.RequestAsync<byte[], byte[]>(Subjects.Clock, [], cancellationToken: token).ConfigureAwait(false);
            TimeSpan roundTrip = time.GetElapsedTime(began);
            // A later version may say more.
            if (answer.Data is not { Length: >= 2 * sizeof(long) } bytes) return null;
            long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            long epoch = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long)));
            // The first ones did not say it.
            long protocol = bytes.Length >= 3 * sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(2 * sizeof(long))) : 1;
            return ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks ? null : (new ClockSample(asked, roundTrip, new DateTimeOffset(ticks, TimeSpan.Zero)), epoch, protocol);
        }
        catch (Exception e) when (Line.IsDown(e, token))
        {
            return null;
        }
    }
}
