using System.Threading.Channels;
using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>
/// The controller's door: lets in who has an invitation, and who is in may stay. It has a connection of its own, answers one
/// question at a time, and so many a minute.
/// </summary>
public sealed class Admissions : IAsyncDisposable
{
    // One of several controllers answers.
    private const string Group = "controllers";
    private const int JoinsEach = 5, Joins = 60;
    private const int RenewalsEach = 30, Renewals = 6_000;

    private readonly Issuer _issuer;
    private readonly IRoster _roster;
    private readonly TimeSpan _life;
    private readonly TimeProvider _time;
    private readonly Line _line;
    private readonly CancellationTokenSource _shutdown = new();
    private Task _working = Task.CompletedTask;

    private Admissions(NatsLinkOptions options, Issuer issuer, IRoster roster, TimeSpan life, TimeProvider time)
    {
        (_issuer, _roster, _life, _time) = (issuer, roster, life, time);
        var tally = new Tally();
        tally.Told += options.Told;
        _line = new Line("loadprobe controller admissions", Subjects.ControllerInbox, options, tally, time);
    }

    /// <summary>Waits until there is a server.</summary>
    /// <param name="life">How long an agent's credentials last; it renews them at half of that.</param>
    public static async Task<Admissions> OpenAsync(NatsLinkOptions options, Issuer issuer, IRoster roster, TimeSpan life, TimeProvider time, CancellationToken token)
    {
        var admissions = new Admissions(options, issuer, roster, life, time);
        try
        {
            await admissions._line.ConnectAsync(token).ConfigureAwait(false);
            INatsSub<byte[]> joins = await admissions._line.SubscribeAsync(Subjects.Join("*"), token, group: Group).ConfigureAwait(false);
            INatsSub<byte[]> renewals = await admissions._line.SubscribeAsync(Subjects.Renew("*"), token, group: Group).ConfigureAwait(false);
            admissions._working = Task.WhenAll(
                admissions.HearAsync(joins.Msgs, Subjects.JoinInbox, new TryLimit(JoinsEach, Joins, time), admissions.JoinAsync),
                admissions.HearAsync(renewals.Msgs, Subjects.Inbox, new TryLimit(RenewalsEach, Renewals, time), (agent, _) => roster.StayAsync(agent, admissions._shutdown.Token)));
            return admissions;
        }
        catch (OperationCanceledException)
        {
            await admissions.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets in until told to stop, from when there is a server.</summary>
    public static async Task RunAsync(NatsLinkOptions options, Issuer issuer, IRoster roster, TimeSpan life, TimeProvider time, CancellationToken token)
    {
        try
        {
            await using Admissions open = await OpenAsync(options, issuer, roster, life, time, token).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Asked to stop before there was a server.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task HearAsync(ChannelReader<NatsMsg<byte[]>> questions, Func<string, string> inbox, TryLimit limit, Func<string, byte[], Task<Admission>> decide)
    {
        try
        {
            await foreach (NatsMsg<byte[]> question in questions.ReadAllAsync(_shutdown.Token).ConfigureAwait(false))
            {
                // The last word of the subject, which the server checks, is who asks; the answer goes nowhere but to that one.
                string asker = Subjects.Agent(question.Subject);
                if (question.ReplyTo is not { } reply || !reply.StartsWith($"{inbox(asker)}.", StringComparison.Ordinal)) continue;
                Admission decided = limit.Allows(asker) ? await decide(asker, question.Data ?? []).ConfigureAwait(false) : Admission.Refuse("too many tries: wait a minute");
                await _line.TryPublishAsync(reply, Wire.Write(Answer(decided)), _shutdown.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    private async Task<Admission> JoinAsync(string invitation, byte[] bytes) =>
        Wire.ReadJoinRequest(bytes) is { } request && Issuer.IsKey(request.Key)
            ? await _roster.AdmitAsync(invitation, request.Secret, request.Key, _shutdown.Token).ConfigureAwait(false)
            : Admission.Refuse("the request cannot be read: is the agent of another version?");

    private JoinAnswer Answer(Admission decided) => decided.Refused is { } reason ? new JoinAnswer(Refused: reason) : new JoinAnswer(_issuer.Agent(decided.Agent, decided.Key, _time.GetUtcNow(), _life));
}
