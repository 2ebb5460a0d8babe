using NATS.Client.Core;

namespace LoadProbe.Link;

/// <summary>
/// Has an agent's credentials renewed at half their life, counted on its own monotonic clock, and once at the start. When the
/// old ones lapse the server cuts the connections, and they come back with the new ones.
/// </summary>
internal static class Renewal
{
    private const int Tries = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Until told to stop.</summary>
    public static async Task RunAsync(Line line, string agent, Access? access, Tally tally, TimeProvider time, CancellationToken token)
    {
        if (access is null) return;
        try
        {
            while (access.Credentials.Life is { } life)
            {
                bool renewed = await RenewAsync(line, agent, access, tally, token).ConfigureAwait(false);
                TimeSpan pause = life / Tries < LongestPause ? life / Tries : LongestPause;
                await Task.Delay(renewed ? life / 2 : pause, time, token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    private static async Task<bool> RenewAsync(Line line, string agent, Access access, Tally tally, CancellationToken token)
    {
        if (!line.IsOpen) return false;
        try
        {
            NatsMsg<byte[]> answer = await line.Connection.RequestAsync<byte[], byte[]>(Subjects.Renew(agent), [], cancellationToken: token).ConfigureAwait(false);
            if (Wire.ReadJoinAnswer(answer.Data) is not { } said) return false;
            if (said.Jwt is { } jwt) access.Renew(jwt);
            else tally.TellOnce($"the credentials are not renewed: {said.Refused}");
            return said.Jwt is not null;
        }
        catch (Exception e) when (Line.IsDown(e, token) || e is UnauthorizedAccessException)
        {
            // Nobody was there to ask, or what came could not be kept on the disk. In the latter case it is used all the same.
            if (e is not NatsException) tally.TellOnce($"the credentials are not renewed: {e.Message}");
            return false;
        }
    }
}
