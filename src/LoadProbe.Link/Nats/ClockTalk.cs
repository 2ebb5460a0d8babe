using System.Buffers.Binary;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>Asks the controller for the time, and answers: eight bytes, UTC ticks.</summary>
internal static class ClockTalk
{
    public static byte[] Answer(TimeProvider time)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.GetUtcNow().UtcTicks);
        return bytes;
    }

    /// <summary>Null when nobody answers.</summary>
    public static async Task<ClockSample?> AskAsync(Line line, TimeProvider time, CancellationToken token)
    {
        if (!line.IsOpen) return null;
        try
        {
            DateTimeOffset asked = time.GetUtcNow();
            long began = time.GetTimestamp();
            NatsMsg<byte[]> answer = await line.Connection.RequestAsync<byte[], byte[]>(Subjects.Clock, [], cancellationToken: token).ConfigureAwait(false);
            TimeSpan roundTrip = time.GetElapsedTime(began);
            if (answer.Data is not { Length: sizeof(long) } bytes) return null;
            long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            return ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks ? null : new ClockSample(asked, roundTrip, new DateTimeOffset(ticks, TimeSpan.Zero));
        }
        catch (Exception e) when (Line.IsDown(e, token))
        {
            return null;
        }
    }
}
