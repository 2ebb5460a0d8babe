using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace LoadProbe.Link;

/// <summary>
/// What the server has kept of one stream, each message once: a durable consumer goes on where the one before stopped, and
/// what was handed over is acknowledged after, never before.
/// </summary>
internal sealed class Delivery
{
    private const string Consumer = "controller";
    private const int MostSeen = 100_000;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    // A request for messages that the server has forgotten is noticed as soon as its heartbeats are missing.
    private static readonly NatsJSConsumeOpts Asking = new() { MaxMsgs = 1_000, Expires = TimeSpan.FromSeconds(2), IdleHeartbeat = TimeSpan.FromMilliseconds(500) };
    private static readonly TimeSpan AcknowledgedWithin = TimeSpan.FromSeconds(5);

    // Sent again after that, it is known by its id no more; the consumer's end knows it longer.
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);

    private readonly NatsJSContext _store;
    private readonly StreamConfig _stream;
    private readonly TimeProvider _time;
    private readonly Tally _tally;
    private readonly Once _seen = new(MostSeen);

    public Delivery(Line line, string stream, string subjects, long mostBytes, TimeSpan keptFor, Tally tally, TimeProvider time)
    {
        (_tally, _time) = (tally, time);
        _store = new NatsJSContext(line.Connection);
        _stream = new StreamConfig(stream, [subjects])
        {
            Storage = StreamConfigStorage.File,
            Retention = StreamConfigRetention.Limits,
            Discard = StreamConfigDiscard.Old,
            MaxBytes = mostBytes,
            MaxAge = keptFor,
            DuplicateWindow = keptFor < KnownFor ? keptFor : KnownFor,
        };
    }

    /// <summary>Hands over until told to stop, whatever becomes of the server meanwhile.</summary>
    /// <param name="read">Null when it cannot be read, or is not its sender's to say: it is passed over.</param>
    /// <param name="take">Returns when the message is in safe hands.</param>
    public async Task RunAsync(Func<string, byte[], (string Id, FromAgent Message)?> read, Func<FromAgent, CancellationToken, ValueTask> take, CancellationToken token)
    {
        bool told = false;
        while (!token.IsCancellationRequested)
        {
            try
            {
                await _store.CreateOrUpdateStreamAsync(_stream, token).ConfigureAwait(false);
                INatsJSConsumer consumer = await _store.CreateOrUpdateConsumerAsync(_stream.Name!, new ConsumerConfig(Consumer) { AckPolicy = ConsumerConfigAckPolicy.Explicit, AckWait = AcknowledgedWithin }, token).ConfigureAwait(false);
                told = false;
                await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(opts: Asking, cancellationToken: token).ConfigureAwait(false))
                {
                    if (read(message.Subject, message.Data ?? []) is not { } known) _tally.Unreadable(message.Subject);
                    else if (_seen.Add(known.Id)) await take(known.Message, token).ConfigureAwait(false);
                    else _tally.Repeated();
                    await message.AckAsync(cancellationToken: token).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (Line.IsDown(e, token))
            {
                // JetStream may be away for a while after its server is back.
                if (!told) _tally.Tell($"{_stream.Name}: {e.Message}");
                told = true;
                await Task.Delay(Again, _time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
