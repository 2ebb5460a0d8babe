namespace LoadProbe.Controller;

/// <summary>What one receiver was told and is to be told, group by group, in memory and in the store. Used by one at a time.</summary>
internal sealed class OutletBook(string id, AlertTable table, IncidentTable incidents)
{
    private readonly Dictionary<string, AlertGroup> _groups = [];
    private readonly HashSet<string> _unsaved = [];
    // Told of, and not among those that are judged any more: what the store says became of them.
    private readonly Dictionary<Guid, Incident> _lost = [];
    private bool _isOpen;

    /// <summary>How many notifications wait.</summary>
    public int Waiting => _groups.Values.Sum(g => g.Waiting.Count);

    /// <summary>Takes over what whoever led before has left.</summary>
    public async Task OpenAsync(CancellationToken token)
    {
        if (_isOpen) return;
        foreach (AlertGroup group in await table.ReadAsync(id, token).ConfigureAwait(false)) _groups[AlertTable.Key(group.Labels)] = group;
        _isOpen = true;
    }

    /// <summary>Decides what is to be told.</summary>
    /// <returns>How many notifications found no room.</returns>
    public async Task<int> DecideAsync(AlertView view, OutletEnd end, DateTimeOffset now, CancellationToken token)
    {
        Grouping grouping = end.Grouping(view.Rules);
        IReadOnlyList<Incident> known = [.. view.Incidents, .. await LostAsync(view.Incidents, now, token).ConfigureAwait(false)];
        Dictionary<Guid, string> told = _groups.SelectMany(g => g.Value.Told.Select(t => (t.Incident.Id, g.Key))).ToDictionary(t => t.Id, t => t.Key);
        Dictionary<string, List<Alert>> current = _groups.Keys.ToDictionary(k => k, _ => new List<Alert>());
        foreach (Alert alert in known.Select(view.Alert))
        {
            // What was told of once is told of to its end, whatever the rules have become.
            if (told.TryGetValue(alert.Incident.Id, out string? key))
            {
                current[key].Add(alert);
            }
            else if (alert.IsFiring && view.Rules.Tells(end.Receiver, alert))
            {
                IReadOnlyDictionary<string, string> labels = grouping.Of(alert);
                key = AlertTable.Key(labels);
                if (_groups.TryAdd(key, new AlertGroup { Labels = labels })) current[key] = [];
                current[key].Add(alert);
            }
        }

        foreach ((string key, List<Alert> alerts) in current) Keep(key, _groups[key].Look(now, alerts, a => view.IsResting(a, now), grouping, end.KeepsAlive));
        return Shorten();
    }

    /// <summary>What is to be told next; null = nothing.</summary>
    public Notification? Next() => _groups.Values.SelectMany(g => g.Waiting).MinBy(n => (n.At, n.Id));

    /// <summary>It waits no more.</summary>
    public void Done(Notification notification)
    {
        foreach ((string key, AlertGroup group) in _groups.Where(g => g.Value.Waiting.Any(w => w.Id == notification.Id)).ToList()) Keep(key, group.Without(notification));
    }

    /// <summary>Writes what is not in the store yet.</summary>
    public async Task SaveAsync(CancellationToken token)
    {
        foreach (string key in _unsaved.ToList())
        {
            await table.SaveAsync(id, _groups[key], token).ConfigureAwait(false);
            _unsaved.Remove(key);
        }

        foreach (string key in _groups.Where(g => g.Value.IsEmpty && !_unsaved.Contains(g.Key)).Select(g => g.Key).ToList()) _groups.Remove(key);
    }

    private void Keep(string key, AlertGroup group)
    {
        if (ReferenceEquals(_groups[key], group)) return;
        _groups[key] = group;
        _unsaved.Add(key);
    }

    // The newest say the most.
    private int Shorten()
    {
        int dropped = 0;
        for (; Waiting > Outlet.Room; dropped++) Done(Next()!);
        return dropped;
    }

    private async Task<IEnumerable<Incident>> LostAsync(IReadOnlyList<Incident> judged, DateTimeOffset now, CancellationToken token)
    {
        Dictionary<Guid, Incident> told = _groups.Values.SelectMany(g => g.Told).ToDictionary(t => t.Incident.Id, t => t.Incident);
        foreach (Guid back in _lost.Keys.Where(l => !told.ContainsKey(l) || judged.Any(j => j.Id == l)).ToList()) _lost.Remove(back);
        foreach (Incident gone in told.Values.ExceptBy(judged.Select(j => j.Id), t => t.Id).Where(t => !_lost.ContainsKey(t.Id)).ToList())
        {
            Incident last = await incidents.FindAsync($"{gone.Id}", token).ConfigureAwait(false) ?? gone;
            // Nobody judges it: whatever it was, it is over.
            _lost[gone.Id] = last.Closed is null ? last with { Closed = now } : last;
        }

        return _lost.Values;
    }
}
