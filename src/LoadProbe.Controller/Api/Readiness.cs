namespace LoadProbe.Controller;

/// <summary>Whether a controller is of use. Its store is asked once a second at the most, however many want to know.</summary>
internal sealed class Readiness(IStore store, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private Task<bool>? _asked;
    private long _at;

    /// <summary>Null when it is, else why not.</summary>
    public async Task<string?> FaultAsync(CancellationToken token) => await Asked().WaitAsync(token).ConfigureAwait(false) ? null : "the store does not answer";

    private Task<bool> Asked()
    {
        lock (_turn)
        {
            if (_asked is not null && time.GetElapsedTime(_at) < GoodFor) return _asked;
            _at = time.GetTimestamp();
            // For all who want to know: nobody's going away ends it, its time does.
            return _asked = store.AnswersAsync(time, CancellationToken.None);
        }
    }
}
