using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace LoadProbe.Controller;

/// <summary>Quartz as it is set here: its store in memory, or in the tables of a database that several controllers share.</summary>
internal static class Clockwork
{
    private const string Name = "loadprobe";
    private const string TablePrefix = "quartz_";
    private const int MaxConcurrency = 4;

    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(1);

    /// <param name="shared">Null = in memory.</param>
    /// <param name="timetable">What its jobs work for.</param>
    /// <param name="failed">Told what could not be done.</param>
    /// <param name="time">The clock.</param>
    public static StandaloneSchedulerFactory Build(DbDataSource? shared, Timetable timetable, Action<Exception> failed, TimeProvider time) => QuartzSchedulerBuilder.Create(builder =>
    {
        builder.Services.AddSingleton(timetable);
        // Each term is one of its own: what an earlier one had taken and not done is freed.
        builder.ConfigureScheduler(o => (o.InstanceName, o.InstanceId) = (Name, Guid.NewGuid().ToString("n")));
        builder.UseDefaultThreadPool(MaxConcurrency);
        builder.UseTimeProvider(time);
        builder.AddSchedulerListener(new ErrorListener(failed));
        if (shared is null) builder.UseInMemoryStore(_ => { });
        else builder.UsePersistentStore(store => Share(store, shared));
    }).Build();

    private static void Share(IPersistentStoreBuilder store, DbDataSource source)
    {
        store.UsePostgres(o => o.DataSourceFactory = _ => source);
        store.UseClustering(o =>
        {
            // One that is silent for as long as a leader is believed to lead is gone.
            (o.CheckinInterval, o.CheckinMisfireThreshold) = (CheckIn, Candidacy.Life - CheckIn);
        });
        store.ConfigureStore(o =>
        {
            o.TablePrefix = TablePrefix;
            o.StoreJobDataAsStrings = true;
            o.DbRetryInterval = CheckIn;
            o.UseBackgroundThreads = true;
        });
    }
}
