namespace LoadProbe.Controller;

/// <summary>
/// The incidents of a term: those that it found in the store, and what has become of them and of newer ones until the store has that too.
/// Whoever judges never waits for the store.
/// </summary>
internal sealed class IncidentBook(IncidentTable table, TimeProvider time)
{
    /// <summary>How long an open incident waits for a probe that goes on with it: between two sets of definitions there may be none for a moment.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Most = 10_000;
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private readonly Dictionary<Guid, Incident> _unsaved = [];
    // Of probes that nobody judges here, and since when.
    private readonly Dictionary<Guid, (Incident Incident, long Since)> _left = [];
    private readonly Dictionary<string, Guid> _followed = [];
    private long? _read;

    /// <summary>Whether the store was asked: before that nobody knows what is open.</summary>
    public bool IsRead
    {
        get
        {
            lock (_turn) return _read is not null;
        }
    }

    /// <summary>How many of those that no probe goes on with are open.</summary>
    public int OpenLeft
    {
        get
        {
            lock (_turn) return _left.Values.Count(l => l.Incident.Closed is null);
        }
    }

    /// <summary>Those that no probe goes on with, open ones and those that closed lately.</summary>
    public IReadOnlyList<Incident> Left
    {
        get
        {
            lock (_turn) return [.. _left.Values.Select(l => l.Incident)];
        }
    }

    /// <summary>The newest incident of a probe that is judged from now on; null = there was none lately.</summary>
    public Incident? Take(string probe)
    {
        lock (_turn)
        {
            Incident? newest = _left.Values.Select(l => l.Incident).Where(i => i.Probe == probe).MaxBy(i => i.Opened);
            if (newest is null) return null;
            _left.Remove(newest.Id);
            _followed[probe] = newest.Id;
            return newest;
        }
    }

    /// <summary>It has opened, changed or closed.</summary>
    public void Write(Incident incident)
    {
        lock (_turn)
        {
            _followed[incident.Probe] = incident.Id;
            Later(incident);
        }
    }

    /// <summary>Its probe is judged no more.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="newest">Its newest incident; null = there was none.</param>
    public void Leave(string probe, Incident? newest)
    {
        lock (_turn)
        {
            _followed.Remove(probe);
            if (newest is not null) _left[newest.Id] = (newest, time.GetTimestamp());
        }
    }

    /// <summary>Asks the store when it is time, closes what nobody goes on with, and writes what is not in the store yet.</summary>
    public async Task KeepAsync(CancellationToken token)
    {
        DateTimeOffset now = time.GetUtcNow();
        // Again and again: a controller that was about to lead no more may have written one that nobody here knows.
        if (_read is not { } read || time.GetElapsedTime(read) >= ReadEvery) Found(await table.RecentAsync(now - IncidentWatch.Again, token).ConfigureAwait(false));
        Incident[] saving;
        lock (_turn)
        {
            Close(now);
            saving = [.. _unsaved.Values];
        }

        if (saving.Length == 0) return;
        await table.SaveAsync(saving, token).ConfigureAwait(false);
        lock (_turn)
        {
            // What was changed meanwhile is to be written still.
            foreach (Incident saved in saving.Where(s => ReferenceEquals(_unsaved.GetValueOrDefault(s.Id), s))) _unsaved.Remove(saved.Id);
        }
    }

    private void Found(IReadOnlyList<Incident> stored)
    {
        lock (_turn)
        {
            foreach (Incident incident in stored)
            {
                if (!_unsaved.ContainsKey(incident.Id) && !_left.ContainsKey(incident.Id) && _followed.GetValueOrDefault(incident.Probe) != incident.Id) _left.Add(incident.Id, (incident, time.GetTimestamp()));
            }

            _read = time.GetTimestamp();
        }
    }

    private void Close(DateTimeOffset now)
    {
        foreach ((Guid id, (Incident incident, long since)) in _left.ToList())
        {
            if (incident.Closed is { } closed)
            {
                if (now - closed > IncidentWatch.Again) _left.Remove(id);
            }
            else if (time.GetElapsedTime(since) >= Patience)
            {
                Incident over = incident with { Closed = now };
                _left[id] = (over, since);
                Later(over);
            }
        }
    }

    // While the store is away. What finds no room is written when something becomes of it, or closed when the store is asked again.
    private void Later(Incident incident)
    {
        if (_unsaved.Count < Most || _unsaved.ContainsKey(incident.Id)) _unsaved[incident.Id] = incident;
    }
}
