using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace LoadProbe.Link;

/// <summary>
/// What the server has kept of one stream, each message once: a durable consumer goes on where the one before stopped, and
/// what was handed over is acknowledged once it is in safe hands, never before.
/// </summary>
internal sealed class Delivery
{
    /// <summary>So many may be handed over and not in safe hands: as many as a store keeps while its database is away.</summary>
    public const int MostPending = 20_000;

    private const string Consumer = "controller";
    private const int MostSeen = 100_000;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    private const int MostAsked = 1_000;
    private static readonly TimeSpan AcknowledgedWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(1);

    // Sent again after that, it is known by its id no more; the consumer's end knows it longer.
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);

    private readonly int _mostPending;
    private readonly NatsJSConsumeOpts _asking;
    private readonly NatsJSContext _store;
    private readonly StreamConfig _stream;
    private readonly TimeProvider _time;
    private readonly Tally _tally;
    private readonly Handed _handed = new(MostSeen);
    private long _pending;

    // What became of messages. Each is settled once or twice, and no more of them are under way.
    private readonly Channel<(INatsJSMsg<byte[]> Message, Settlement How)> _settled = Channel.CreateBounded<(INatsJSMsg<byte[]>, Settlement)>(new BoundedChannelOptions(2 * MostPending) { SingleReader = true });

    /// <param name="mostPending">So many may be handed over and not in safe hands.</param>
    public Delivery(Line line, string stream, string subjects, long mostBytes, NatsLinkOptions options, Tally tally, TimeProvider time, int mostPending = MostPending)
    {
        (_tally, _time, _mostPending) = (tally, time, mostPending);
        // A request for messages that the server has forgotten is noticed as soon as its heartbeats are missing.
        _asking = new NatsJSConsumeOpts { MaxMsgs = Math.Min(MostAsked, mostPending), Expires = TimeSpan.FromSeconds(2), IdleHeartbeat = TimeSpan.FromMilliseconds(500) };
        _store = new NatsJSContext(line.Connection);
        _stream = new StreamConfig(stream, [subjects])
        {
            Storage = StreamConfigStorage.File,
            Retention = StreamConfigRetention.Limits,
            Discard = StreamConfigDiscard.Old,
            MaxBytes = mostBytes,
            MaxAge = options.KeptFor,
            DuplicateWindow = options.KeptFor < KnownFor ? options.KeptFor : KnownFor,
            NumReplicas = options.Replicas,
        };
    }

    /// <summary>Handed over, and not in safe hands yet.</summary>
    public long Pending => Volatile.Read(ref _pending);

    /// <summary>Hands over until told to stop, whatever becomes of the server meanwhile.</summary>
    /// <param name="read">Null when it cannot be read, or is not its sender's to say: it is passed over.</param>
    /// <param name="take">Takes a message; its receipt is asked for what became of it.</param>
    public Task RunAsync(Func<string, byte[], (string Id, FromAgent Message)?> read, Func<FromAgent, CancellationToken, ValueTask> take, CancellationToken token) => Task.WhenAll(DeliverAsync(read, take, token), SettleAsync(token));

    private async Task DeliverAsync(Func<string, byte[], (string Id, FromAgent Message)?> read, Func<FromAgent, CancellationToken, ValueTask> take, CancellationToken token)
    {
        bool told = false;
        while (!token.IsCancellationRequested)
        {
            try
            {
                await _store.CreateOrUpdateStreamAsync(_stream, token).ConfigureAwait(false);
                INatsJSConsumer consumer = await _store.CreateOrUpdateConsumerAsync(_stream.Name!, new ConsumerConfig(Consumer) { AckPolicy = ConsumerConfigAckPolicy.Explicit, AckWait = AcknowledgedWithin, MaxAckPending = _mostPending }, token).ConfigureAwait(false);
                told = false;
                await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync<byte[]>(opts: _asking, cancellationToken: token).ConfigureAwait(false))
                {
                    if (read(message.Subject, message.Data ?? []) is not { } known)
                    {
                        _tally.Unreadable(message.Subject);
                        Settle(message, Settlement.Done);
                        continue;
                    }

                    bool? stored = _handed.Take(known.Id);
                    if (stored is not null)
                    {
                        Repeat(message, stored.Value);
                        continue;
                    }

                    Interlocked.Increment(ref _pending);
                    await take(known.Message with { Receipt = new Receipt(this, known.Id, message) }, token).ConfigureAwait(false);
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

    private void Repeat(INatsJSMsg<byte[]> message, bool stored)
    {
        _tally.Repeated();
        Settle(message, stored ? Settlement.Done : Settlement.UnderWay);
    }

    // One that finds no room comes again by itself.
    private void Settle(INatsJSMsg<byte[]> message, Settlement how) => _settled.Writer.TryWrite((message, how));

    private async Task SettleAsync(CancellationToken token)
    {
        try
        {
            await foreach ((INatsJSMsg<byte[]> message, Settlement how) in _settled.Reader.ReadAllAsync(token).ConfigureAwait(false)) await SettleAsync(message, how, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Shutting down: what was not told comes again, to whoever is next.
        }
    }

    private static async Task SettleAsync(INatsJSMsg<byte[]> message, Settlement how, CancellationToken token)
    {
        try
        {
            await (how switch
            {
                Settlement.Done => message.AckAsync(cancellationToken: token),
                Settlement.UnderWay => message.AckProgressAsync(cancellationToken: token),
                _ => message.NakAsync(delay: RefusedFor, cancellationToken: token),
            }).ConfigureAwait(false);
        }
        catch (Exception e) when (Line.IsDown(e, token))
        {
            // It comes again, and is known then.
        }
    }

    private enum Settlement : byte
    {
        Done,
        UnderWay,
        Refused,
    }

    private sealed class Receipt(Delivery delivery, string id, INatsJSMsg<byte[]> message) : IReceipt
    {
        public void Stored()
        {
            Interlocked.Decrement(ref delivery._pending);
            delivery._handed.Stored(id);
            delivery.Settle(message, Settlement.Done);
        }

        public void Refused()
        {
            Interlocked.Decrement(ref delivery._pending);
            delivery._handed.Forget(id);
            delivery.Settle(message, Settlement.Refused);
        }
    }
}
